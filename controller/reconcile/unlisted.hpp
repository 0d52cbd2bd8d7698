#pragma once

#include "api/client.hpp"
#include "api/net/context.hpp"
#include "model/world.hpp"

namespace muster {

/// Lists lag behind what was just made (inferred), and what counts as gone is made again or
/// forgotten while it goes on costing. So what is recorded and not listed is asked for by its id
/// and added if it is there: the newest first, until twenty in a row are gone for good; then the
/// rest is gone as well. Of kinds that were not observed nothing is said. Errors: those of the
/// client.
Task<Result<LiveState>> with_unlisted(net::Context context, api::Client& client, LiveState live,
                                      const RecordedState& recorded);

}  // namespace muster
