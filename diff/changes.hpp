#pragma once

#include "diff/draft.hpp"
#include "diff/plan.hpp"

namespace muster {

/// Moves the draft's steps, changes, drift, observations and notes into a plan. Steps are not
/// sorted yet.
Plan plan_from(Draft& draft);

}  // namespace muster
