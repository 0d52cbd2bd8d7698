#pragma once

#include "diff/draft.hpp"
#include "diff/plan.hpp"
#include "model/diagnostic.hpp"

namespace muster {

/// What the Budgets of the project say to the plan: an error for every limit that it breaks, at the
/// limit's place, and a warning for one that is broken already and that the plan does not make
/// worse. A limit that cannot be checked, because a price or the balance is not known, is broken.
/// An empty plan breaks nothing.
Diagnostics judge(const Plan& plan, const Draft& draft, const DesiredState& desired);

}  // namespace muster
