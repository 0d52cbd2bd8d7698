#pragma once

#include "controller/reconcile/planning.hpp"

#include <optional>

namespace muster {

// A plan is a function of what it is made from. Where that has been planned for already, the plan
// is known; to see so takes less than a tenth of planning. All of this is pure.

/// Nothing to do again: the plan for what `now` has looked at, if all of it is as it was in `last`,
/// for which there was nothing to do. Both are of the same manifests and options. Credit and stock
/// may be others: one falls all the time, and the other is of no use to a plan without steps. How
/// long the credit lasts is worked out anew.
std::optional<Planned> still_nothing_to_do(const Situation& last, const Situation& now);

/// What the plan for other manifests will be if the next look shows what the last one did: it can
/// be made while that look is under way. Empty where more than the look decides: schedules, leases
/// or a limit to how long the credit lasts.
std::optional<Planned> foresee(const Situation& last, const DesiredState& desired);

/// The plan that was foreseen from `last`, if `now` shows the same, stock included. Only the credit
/// may be another.
std::optional<Planned> as_foreseen(Planned foreseen, const Situation& last, const Situation& now);

}  // namespace muster
