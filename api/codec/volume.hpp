#pragma once

#include "api/client.hpp"
#include "api/codec/wire.hpp"

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// Errors: protocol when id or name are missing, or from a detail also region or size: what a plan
/// would otherwise take for a difference.
Result<Decoded<LiveVolume>> decode_volume(Wire& wire, const nlohmann::json& object, Source source);

nlohmann::json encode_volume(const Contract& contract, const NewVolume& volume);
nlohmann::json encode_clone(const Contract& contract, const NewClone& clone);

}  // namespace muster::api
