#pragma once

#include "api/codec/wire.hpp"
#include "model/world.hpp"

#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// The rules of a firewall or an instance, in the form that manifests have: protocols in lower
/// case, null, 0 and -1 as "every port", every spelling of "everywhere" as 0.0.0.0/0 or ::/0, no
/// host bits. A rule that cannot be expressed so (an unknown protocol, say) is left out and
/// noticed. `rules` may be null or a single rule.
Result<std::vector<LiveRule>> decode_rules(Wire& wire, const nlohmann::json& rules);

/// The body that adds a rule; the ethertype follows from the address block.
nlohmann::json encode_rule(const Contract& contract, const SecurityRule& rule);

}  // namespace muster::api
