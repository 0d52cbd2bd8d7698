#pragma once

#include "api/client.hpp"
#include "api/net/clock.hpp"
#include "diff/planner.hpp"
#include "model/resource.hpp"
#include "model/world.hpp"

namespace muster {

/// The kinds that a plan for this project has to look at: what is wanted or owned, what those refer
/// to, and what may stand in the way of changing them.
std::vector<Kind> kinds_to_observe(const DesiredState& desired, const RecordedState& recorded);

/// Observes and plans: one paged list call a kind, nothing is changed. What an interrupted run left
/// open counts as owned where the account shows it.
Task<Result<Planned>> plan_against_account(net::Context context, api::Client& client,
                                           net::Clock& clock, const DesiredState& desired,
                                           const RecordedState& recorded, PlanOptions options);

}  // namespace muster
