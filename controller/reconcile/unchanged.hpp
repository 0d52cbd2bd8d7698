#pragma once

#include "controller/reconcile/planning.hpp"

#include <optional>

namespace muster {

/// Nothing to do again, at a price of less than a tenth of planning: the plan for what `now` has
/// looked at, if all of it is as it was in `last`, for which there was nothing to do. Both are of
/// the same manifests and options. Credit and stock may be others: one falls all the time, and the
/// other is of no use to a plan without steps. How long the credit lasts is worked out anew. Pure.
std::optional<Planned> still_nothing_to_do(const Situation& last, const Situation& now);

}  // namespace muster
