#pragma once

#include "controller/schedule/power.hpp"
#include "controller/schedule/schedule_view.hpp"

#include <optional>
#include <string>

namespace muster {

enum class LeasePhase {
  none,           // it has no ttl, or does not exist yet
  running,        // its end is in the future
  last_snapshot,  // it has ended, and the last snapshot is still to be taken
  over,
  gone,  // it is over, and the machine is not there any more: it is not made again
};

/// How the lease of one machine stands.
struct LeaseStanding {
  LeasePhase phase = LeasePhase::none;
  Duration ttl{0};
  Timestamp ends{};
  /// Of its last snapshot; empty: it is to have none, or can have none.
  std::string snapshot;
};

/// A lease runs from the creation that the ledger remembers; editing `ttl` moves its end. Pure.
LeaseStanding lease_of(const Resource& machine, const ScheduleView& view);

/// What it has to say about the machine's power.
LeasePower power_by(const LeaseStanding& lease, const VirtualMachineSpec& machine);

/// "final-trainer-20260115T030000Z": of the end of the lease, so that it is taken once. A machine
/// with a long name gives only the beginning of it and a digest.
std::string last_snapshot_name(const std::string& machine, Timestamp lease_ends);

}  // namespace muster
