#pragma once

#include "diff/plan.hpp"
#include "model/world.hpp"

#include <set>
#include <string>
#include <vector>

namespace muster {

/// Kinds whose lists show whether the plan still fits.
std::set<Kind> kinds_of(const Plan& plan);

/// What moved since the plan was made and matters to it: things it relies on that changed or went,
/// names it needs that were taken, records of the ledger that are others now. One sentence each;
/// empty if the plan may be performed as it is. Pure.
std::vector<std::string> moved_since(const Plan& plan, const LiveState& live,
                                     const RecordedState& recorded);

}  // namespace muster
