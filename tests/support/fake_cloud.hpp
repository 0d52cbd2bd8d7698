#pragma once

#include "diff/plan.hpp"
#include "tests/support/world_builder.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace muster::testing {

/// Carries a plan out on the world's account and record, at once and without failures, as the API
/// and the ledger would. Returns a complaint for every step that the API would have refused or that
/// touches what is not owned; empty means that the plan is sound. With `steps` the run is cut off
/// after so many.
std::vector<std::string> apply_to(TestWorld& world, const Plan& plan,
                                  std::size_t steps = std::numeric_limits<std::size_t>::max());

}  // namespace muster::testing
