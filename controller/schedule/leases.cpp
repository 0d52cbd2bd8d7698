#include "controller/schedule/leases.hpp"

#include "diff/live_index.hpp"
#include "model/digest.hpp"
#include "model/key.hpp"

#include <algorithm>

namespace muster {
namespace {

const LiveSnapshot* live_snapshot(const ScheduleView& view, const RemoteId& id) {
  const auto found = std::ranges::find(view.live.snapshots, id, &LiveSnapshot::id);
  return found == view.live.snapshots.end() ? nullptr : &*found;
}

bool is_there(const ScheduleView& view, const RecordedResource& machine) {
  return std::ranges::any_of(view.live.virtual_machines,
                             [&](const LiveVirtualMachine& live) { return live.id == machine.id; });
}

/// To the second, as people are told.
Timestamp end_of(Timestamp begin, Duration ttl) {
  return std::chrono::floor<std::chrono::seconds>(begin + ttl);
}

/// Recorded, and good in the account.
bool is_taken(const ScheduleView& view, const std::string& snapshot) {
  const auto recorded = view.recorded.resources.find({Kind::snapshot, snapshot});
  if (recorded == view.recorded.resources.end()) return false;
  const auto* live = live_snapshot(view, recorded->second.id);
  return live != nullptr && live->state == SetupState::ready;
}

}  // namespace

std::string last_snapshot_name(const std::string& machine, Timestamp lease_ends) {
  std::string instant;
  for (const char c : format_timestamp(lease_ends))
    if (c != '-' && c != ':') instant += c;
  const std::string before = "final-";
  const std::size_t room = name_length_max - before.size() - 1 - instant.size();
  constexpr std::size_t digits = 6;
  const std::string shown = machine.size() <= room ? machine
                                                   : machine.substr(0, room - 1 - digits) + "-" +
                                                         sha256_hex(machine).substr(0, digits);
  return before + shown + "-" + instant;
}

LeaseStanding lease_of(const Resource& machine, const ScheduleView& view) {
  LeaseStanding lease;
  const auto& spec = std::get<VirtualMachineSpec>(machine.spec);
  if (!spec.ttl) return lease;
  lease.ttl = *spec.ttl;
  const auto recorded = view.recorded.resources.find(machine.key);
  if (recorded == view.recorded.resources.end()) {
    const auto life = view.facts.ended.find(machine.key.name);
    if (life == view.facts.ended.end()) return lease;
    lease.ends = end_of(life->second.from, lease.ttl);
    if (life->second.to >= lease.ends) lease.phase = LeasePhase::gone;
    return lease;
  }
  lease.ends = end_of(recorded->second.created_at, lease.ttl);
  lease.phase = view.now < lease.ends ? LeasePhase::running : LeasePhase::over;
  if (lease.phase == LeasePhase::over && !is_there(view, recorded->second)) {
    lease.phase = LeasePhase::gone;
    return lease;
  }
  if (!spec.final_snapshot.value_or(false) || spec.tier != Tier::legacy) return lease;
  lease.snapshot = last_snapshot_name(machine.key.name, lease.ends);
  if (lease.phase == LeasePhase::over && !is_taken(view, lease.snapshot))
    lease.phase = LeasePhase::last_snapshot;
  return lease;
}

LeasePower power_by(const LeaseStanding& lease, const VirtualMachineSpec& machine) {
  if (lease.phase == LeasePhase::last_snapshot) return LeasePower::stays_awake;
  const bool hibernates = machine.on_expiry.value_or(OnExpiry::hibernate) == OnExpiry::hibernate;
  return lease.phase == LeasePhase::over && hibernates ? LeasePower::hibernated
                                                       : LeasePower::nothing;
}

}  // namespace muster
