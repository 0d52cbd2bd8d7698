#include "controller/reconcile/schedule_status.hpp"

#include "controller/execute/look.hpp"
#include "controller/schedule/power_timetable.hpp"
#include "controller/schedule/snapshot_names.hpp"
#include "controller/schedule/snapshot_timetable.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr std::size_t shown_ahead = 3;

std::vector<Timestamp> next_of(const SnapshotScheduleSpec& spec, Timestamp now) {
  std::vector<Timestamp> next;
  const auto table = SnapshotTimetable::of(spec);
  if (!table) return next;
  for (auto at = table->next_run(now); at && next.size() < shown_ahead; at = table->next_run(*at))
    next.push_back(*at);
  return next;
}

std::vector<Timestamp> next_of(const PowerScheduleSpec& spec, Timestamp now) {
  std::vector<Timestamp> next;
  const auto table = PowerTimetable::of(spec);
  if (!table) return next;
  for (auto at = table->at(now, Duration(0)).next; at && next.size() < shown_ahead;
       at = table->at(*at, Duration(0)).next)
    next.push_back(*at);
  return next;
}

/// The run of the newest good snapshot that the schedule took.
std::optional<Timestamp> last_success(const std::string& schedule, const Situation& found) {
  std::optional<Timestamp> newest;
  for (const auto& [key, record] : found.recorded.resources) {
    if (key.kind != Kind::snapshot) continue;
    const auto* taken_by = record.applied.find("schedule");
    const auto* name = taken_by == nullptr ? nullptr : taken_by->get_if<std::string>();
    if (name == nullptr || *name != schedule) continue;
    const auto* live = find_thing(found.live.snapshots, record.id);
    const auto run = SnapshotNames::run_in(key.name);
    if (live == nullptr || live->state != SetupState::ready || !run) continue;
    newest = std::max(newest.value_or(*run), *run);
  }
  return newest;
}

}  // namespace

std::vector<ScheduleStatus> schedule_statuses(const DesiredState& desired, const Situation& found,
                                              Timestamp now) {
  std::vector<ScheduleStatus> all;
  for (const auto& resource : desired.resources) {
    ScheduleStatus status{.key = resource.key};
    if (const auto* snapshots = std::get_if<SnapshotScheduleSpec>(&resource.spec)) {
      status.next = next_of(*snapshots, now);
      status.last_success = last_success(resource.key.name, found);
    } else if (const auto* power = std::get_if<PowerScheduleSpec>(&resource.spec)) {
      status.next = next_of(*power, now);
    } else {
      continue;
    }
    for (const auto& note : found.notes)
      if (note.key == resource.key && note.warning) status.note = note.message;
    all.push_back(std::move(status));
  }
  return all;
}

}  // namespace muster
