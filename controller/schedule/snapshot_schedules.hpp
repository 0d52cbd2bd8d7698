#pragma once

#include "controller/schedule/schedules.hpp"

#include <set>
#include <string>
#include <vector>

namespace muster {

// `desired` is what time makes of the manifests.

/// Whether a schedule is about to take a snapshot.
bool takes_snapshots(const DesiredState& desired, const RecordedState& recorded);

/// The snapshots that these schedules are about to take, and those that they took: the ones that
/// stay and the ones that go. Without names those of all schedules.
std::vector<ResourceKey> snapshots_of_schedules(const DesiredState& desired,
                                                const RecordedState& recorded,
                                                const std::set<std::string>& schedules);

}  // namespace muster
