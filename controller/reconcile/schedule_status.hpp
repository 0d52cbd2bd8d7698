#pragma once

#include "controller/reconcile/planning.hpp"
#include "controller/reconcile/status.hpp"

#include <vector>

namespace muster {

/// What the schedules of the project did and will do, in the order of the manifests.
std::vector<ScheduleStatus> schedule_statuses(const DesiredState& desired, const Situation& found,
                                              Timestamp now);

}  // namespace muster
