#pragma once

#include "api/codec/wire.hpp"
#include "model/catalogue.hpp"
#include "model/key.hpp"
#include "model/result.hpp"

#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// Short lists that the service makes for choosing from. Rows without an id are left out and
/// noticed. Errors: protocol, when the answer holds no list.

/// Sorted by name.
Result<std::vector<MachineChoice>> decode_choices(Wire& wire, const nlohmann::json& body);
/// Ids of firewalls as a machine lists them, sorted; without those that are detached.
Result<std::vector<RemoteId>> decode_attached_firewalls(Wire& wire, const nlohmann::json& body);

}  // namespace muster::api
