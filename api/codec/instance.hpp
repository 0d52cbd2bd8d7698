#pragma once

#include "api/client.hpp"
#include "api/codec/wire.hpp"

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// Errors: protocol when id or name are missing, or from a detail also region, GPU model or count:
/// what a plan would otherwise take for a difference, and replace the machine. A row of a list
/// without those, or without the rules of a legacy machine, is partial.
Result<Decoded<LiveVirtualMachine>> decode_instance(Wire& wire, const nlohmann::json& object,
                                                    Source source);

nlohmann::json encode_deployment(const Contract& contract, const Deployment& deployment);

}  // namespace muster::api
