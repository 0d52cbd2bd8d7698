#pragma once

#include "controller/reconcile/status.hpp"
#include "diff/plan.hpp"

#include <string>
#include <vector>

namespace muster {

/// A plan as the daemon shows it; of a very long one the text is cut short.
PlanStatus plan_status(const Plan& plan, PlanPhase phase, std::vector<std::string> held_by);

/// What was done to one resource: "update /spec/size", "create: it is gone from the account; ...".
std::string change_summary(const ResourceChange& change);

}  // namespace muster
