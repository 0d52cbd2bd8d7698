#pragma once

#include "api/sandbox/json.hpp"
#include "api/sandbox/lifecycle/rules.hpp"

namespace muster::sandbox {

/// A rule as requests carry it.
Outcome<RuleRequest> read_rule(const Json& body);

}  // namespace muster::sandbox
