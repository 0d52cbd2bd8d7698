#pragma once

#include "diff/plan.hpp"
#include "tests/support/world_builder.hpp"

#include <string>
#include <vector>

namespace muster::testing {

/// Carries a plan out on the world's account and record, at once and without failures, as the API
/// and the ledger would. Returns a complaint for every step that the API would have refused or that
/// touches what is not owned; empty means that the plan is sound.
std::vector<std::string> apply_to(TestWorld& world, const Plan& plan);

}  // namespace muster::testing
