#pragma once

#include "api/client.hpp"
#include "model/world.hpp"

namespace muster {

/// Asks which image was made from which snapshot, where both lists leave that open, and writes it
/// into the images; one call for all. Nothing is asked unless both kinds were observed. Errors:
/// those of the client.
Task<Result<void>> complete_images(net::Context context, api::Client& client, LiveState& live);

}  // namespace muster
