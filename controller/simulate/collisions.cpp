#include "controller/simulate/collisions.hpp"

#include "controller/schedule/calendar.hpp"
#include "controller/schedule/cron.hpp"
#include "model/selector.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace muster {
namespace {

/// Snapshots that are due so close together are under way at the same time.
constexpr Duration snapshot_takes = std::chrono::minutes(10);
/// A schedule that is due more often than this within the simulated days is not looked at further.
constexpr std::size_t runs_max = 50'000;

struct Run {
  Timestamp due;
  const Resource* schedule;
  TimeZone zone;
};
using RunsByMachine = std::map<std::string, std::vector<Run>>;

void add_runs(RunsByMachine& runs, const DesiredState& desired, const Resource& schedule,
              Timestamp from, Timestamp to) {
  const auto& spec = std::get<SnapshotScheduleSpec>(schedule.spec);
  const auto cron = parse_cron(spec.schedule);
  const auto zone = TimeZone::find(spec.time_zone.value_or("UTC"));
  if (!cron || !zone) return;
  std::vector<Run> due;
  auto next = next_after(*cron, *zone, from - Duration(1));
  while (next && *next < to && due.size() < runs_max) {
    due.push_back({*next, &schedule, *zone});
    next = next_after(*cron, *zone, *next);
  }
  for (const auto& machine : desired.resources) {
    if (!selects(spec.virtual_machines, machine)) continue;
    auto& all = runs[machine.key.name];
    all.insert(all.end(), due.begin(), due.end());
  }
}

std::string time_of(const Run& run) {
  return format_wall_time(wall_time(run.zone, run.due));
}

void find_close_ones(const std::string& machine, const std::vector<Run>& runs, Diary& diary) {
  for (std::size_t i = 1; i < runs.size(); ++i) {
    const Run& one = runs[i - 1];
    const Run& other = runs[i];
    if (one.schedule == other.schedule || other.due - one.due >= snapshot_takes) continue;
    diary.problem_at(other.due, {Kind::virtual_machine, machine},
                     to_string(one.schedule->key) + " and " + to_string(other.schedule->key) +
                         " want a snapshot at the same time (" + time_of(other) +
                         "): one waits for the other");
  }
}

void find_sleepers(const std::string& machine, const std::vector<Run>& runs, Diary& diary) {
  const auto found = diary.sleeps().find(machine);
  if (found == diary.sleeps().end()) return;
  const auto sleeps = found->second;
  for (const auto& run : runs) {
    const bool asleep = std::ranges::any_of(sleeps, [&](const Diary::Sleep& sleep) {
      return sleep.first <= run.due && run.due < sleep.second;
    });
    if (asleep)
      diary.problem_at(run.due, {Kind::virtual_machine, machine},
                       to_string(run.schedule->key) + " wants a snapshot (" + time_of(run) +
                           ") while the machine is hibernated");
  }
}

}  // namespace

void find_collisions(const DesiredState& desired, Timestamp from, Timestamp to, Diary& diary) {
  RunsByMachine runs;
  for (const auto& resource : desired.resources)
    if (resource.key.kind == Kind::snapshot_schedule) add_runs(runs, desired, resource, from, to);
  for (auto& [machine, all] : runs) {
    std::ranges::sort(all, [](const Run& a, const Run& b) {
      return std::tie(a.due, a.schedule->key) < std::tie(b.due, b.schedule->key);
    });
    find_close_ones(machine, all, diary);
    find_sleepers(machine, all, diary);
  }
}

}  // namespace muster
