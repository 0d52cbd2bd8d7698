#pragma once

#include "controller/schedule/schedules.hpp"

namespace muster {

/// What all schedules look at. The references outlive it.
struct ScheduleView {
  const DesiredState& desired;  // as the manifests have it
  const LiveState& live;
  const RecordedState& recorded;
  const ScheduleFacts& facts;
  Timestamp now;
  ScheduleMode mode;
};

// One a concern, in the order in which they are applied: each changes what the ones before it left.

/// Machines whose ttl is over are hibernated or go, after a last snapshot if one is wanted.
void apply_leases(Scheduled& scheduled, const ScheduleView& view);
/// Power schedules, holds and low credit: the power state of each machine.
void apply_power(Scheduled& scheduled, const ScheduleView& view);
/// Snapshots that are due, and those that stay.
void apply_snapshot_schedules(Scheduled& scheduled, const ScheduleView& view);

/// The earlier one counts.
inline void wake_by(Scheduled& scheduled, Timestamp at) {
  if (!scheduled.wake_at || at < *scheduled.wake_at) scheduled.wake_at = at;
}

}  // namespace muster
