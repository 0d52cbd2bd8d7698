#include "controller/schedule/schedules.hpp"

#include "controller/schedule/credit.hpp"
#include "controller/schedule/schedule_view.hpp"

#include <algorithm>
#include <tuple>

namespace muster {
namespace {

void sort_resources(Scheduled& scheduled) {
  std::ranges::sort(scheduled.desired.resources, {}, &Resource::key);
}

}  // namespace

bool learns_from_history(const DesiredState& desired, const RecordedState& recorded) {
  const auto is_timed = [](const Resource& resource) {
    if (const auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec))
      return machine->ttl.has_value();
    return resource.key.kind == Kind::snapshot_schedule ||
           resource.key.kind == Kind::power_schedule;
  };
  // What a schedule or a lease has made outlives its manifest.
  const auto is_copy = [](const auto& entry) { return entry.first.kind == Kind::snapshot; };
  return std::ranges::any_of(desired.resources, is_timed) ||
         std::ranges::any_of(recorded.resources, is_copy);
}

bool concerns_time(const DesiredState& desired, const LiveState& live,
                   const RecordedState& recorded, Timestamp now, ScheduleMode mode) {
  const auto holds_now = [&](const auto& hold) { return hold.second.in_force(now); };
  return learns_from_history(desired, recorded) || std::ranges::any_of(recorded.holds, holds_now) ||
         (mode == ScheduleMode::act && (credit_rule(desired) || is_used_up(live.market)));
}

Scheduled apply_schedules(const DesiredState& desired, const LiveState& live,
                          const RecordedState& recorded, const ScheduleFacts& facts, Timestamp now,
                          ScheduleMode mode) {
  Scheduled scheduled{.desired = desired, .notes = {}, .wake_at = {}};
  const ScheduleView view{desired, live, recorded, facts, now, mode};
  apply_leases(scheduled, view);
  sort_resources(scheduled);
  apply_power(scheduled, view);
  apply_snapshot_schedules(scheduled, view);
  sort_resources(scheduled);
  std::ranges::sort(scheduled.notes, [](const ScheduleNote& a, const ScheduleNote& b) {
    return std::tie(a.key, a.reason, a.message) < std::tie(b.key, b.reason, b.message);
  });
  return scheduled;
}

}  // namespace muster
