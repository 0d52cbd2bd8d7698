#include "controller/schedule/snapshot_schedules.hpp"

#include "controller/schedule/retention.hpp"
#include "controller/schedule/schedule_view.hpp"
#include "controller/schedule/snapshot_copies.hpp"
#include "controller/schedule/snapshot_names.hpp"
#include "controller/schedule/snapshot_readiness.hpp"
#include "controller/schedule/snapshot_timetable.hpp"
#include "model/selector.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace muster {
namespace {

constexpr std::int64_t usual_concurrency = 2;

/// A SnapshotSchedule and the machines that it selects.
struct CopySchedule {
  const Resource* resource = nullptr;
  const SnapshotScheduleSpec* spec = nullptr;
  SnapshotTimetable timetable;
  std::vector<const Resource*> machines;
  std::int64_t room = 0;  // snapshots that may still be begun
  /// What it has to say, by reason: one sentence about each machine.
  std::map<std::string, std::vector<std::string>> says;

  const std::string& name() const { return resource->key.name; }
};

/// A run of a schedule that is due for a machine.
struct DueRun {
  CopySchedule* schedule = nullptr;
  const Resource* machine = nullptr;
  std::string name;  // of the snapshot
  std::size_t tries = 0;
  const ScheduledCopy* failed = nullptr;  // what an earlier try left behind
};

class SnapshotSchedules {
 public:
  SnapshotSchedules(Scheduled& scheduled, const ScheduleView& view)
      : scheduled_(scheduled),
        view_(view),
        copies_(scheduled_copies(scheduled, view)),
        readiness_(scheduled, view) {}

  void run() {
    if (view_.mode == ScheduleMode::keep) return keep_all();
    collect();
    const SnapshotNames names(pairs_);
    auto due = find_due(names);
    // Who has failed before comes last, so that nobody else has to wait for it.
    std::ranges::sort(due, {}, [](const DueRun& run) {
      return std::tuple(run.tries, run.schedule->name(), run.machine->key.name);
    });
    for (const auto& run : due) begin(run);
    for (auto& schedule : schedules_) {
      for (const auto* machine : schedule.machines) retain(schedule, *machine);
      tell(schedule);
    }
    keep_others();
    for (auto& resource : wanted_) scheduled_.desired.resources.push_back(std::move(resource));
  }

 private:
  using Pair = std::pair<std::string, std::string>;  // schedule, machine

  void keep_all() {
    for (const auto& [pair, copies] : copies_)
      for (const auto& copy : copies)
        if (copy.state != CopyState::gone) scheduled_.desired.resources.push_back(as_it_is(copy));
  }

  void collect() {
    for (const auto& resource : view_.desired.resources) {
      const auto* spec = std::get_if<SnapshotScheduleSpec>(&resource.spec);
      auto timetable = spec == nullptr ? std::nullopt : SnapshotTimetable::of(*spec);
      if (!timetable) continue;
      CopySchedule schedule{.resource = &resource,
                            .spec = spec,
                            .timetable = *std::move(timetable),
                            .machines = {},
                            .says = {}};
      for (const auto& machine : scheduled_.desired.resources) {
        if (!selects(spec->virtual_machines, machine)) continue;
        schedule.machines.push_back(&machine);
        pairs_.emplace(schedule.name(), machine.key.name);
      }
      schedule.room = spec->concurrency.value_or(usual_concurrency) - being_made(schedule.name());
      schedules_.push_back(std::move(schedule));
    }
  }

  std::int64_t being_made(const std::string& schedule) const {
    std::int64_t count = 0;
    for (const auto& [pair, copies] : copies_)
      if (pair.first == schedule)
        count += std::ranges::count(copies, CopyState::making, &ScheduledCopy::state);
    return count;
  }

  std::vector<DueRun> find_due(const SnapshotNames& names) {
    std::set<std::string> taken = view_.facts.taken;
    for (const auto& snapshot : view_.live.snapshots) taken.insert(snapshot.name);
    std::vector<DueRun> due;
    for (auto& schedule : schedules_) {
      const auto next = schedule.timetable.next_run(view_.now);
      if (next)
        wake_by(scheduled_, *next);
      else
        note(schedule.resource->key, true, "NeverDue", "its cron expression never comes due");
      const auto run = schedule.timetable.run_until(view_.now);
      if (!run) continue;
      for (const auto* machine : schedule.machines) {
        if (readiness_.live(*machine) == nullptr) continue;
        // A new machine does not make up for what was before its time.
        if (*run < view_.recorded.resources.at(machine->key).created_at) continue;
        const auto* failed = failed_at(schedule, *machine, *run);
        if (failed == nullptr && has_been(schedule, *machine, *run, names, taken)) continue;
        if (schedule.timetable.is_too_late(*run, view_.now)) {
          say(schedule, "RunMissed", machine->key.name + " (due " + format_timestamp(*run) + ")");
          continue;
        }
        auto name = failed != nullptr ? failed->record->key.name
                                      : names.name(schedule.name(), machine->key.name, *run);
        if (failed != nullptr) wait_until_too_late(schedule, *run);
        const auto tries = view_.facts.tries.find(name);
        due.push_back({&schedule, machine, std::move(name),
                       tries == view_.facts.tries.end() ? 0 : tries->second, failed});
      }
    }
    return due;
  }

  void wait_until_too_late(const CopySchedule& schedule, Timestamp run) {
    if (const auto latest = schedule.timetable.latest_start(run))
      wake_by(scheduled_, *latest + Duration(1));
  }

  /// The failed snapshot of that run, if there is none of it or a later one that did not fail.
  const ScheduledCopy* failed_at(const CopySchedule& schedule, const Resource& machine,
                                 Timestamp run) const {
    const auto found = copies_.find({schedule.name(), machine.key.name});
    if (found == copies_.end() || found->second.back().run != run ||
        found->second.back().state != CopyState::failed)
      return nullptr;
    return &found->second.back();
  }

  /// That run or a later one has had its snapshot, whatever became of it since.
  bool has_been(const CopySchedule& schedule, const Resource& machine, Timestamp run,
                const SnapshotNames& names, const std::set<std::string>& taken) const {
    const auto found = copies_.find({schedule.name(), machine.key.name});
    if (found != copies_.end() && run <= found->second.back().run) return true;
    const auto& prefix = names.prefix(schedule.name(), machine.key.name);
    for (auto at = taken.lower_bound(prefix + SnapshotNames::stamp(run));
         at != taken.end() && at->starts_with(prefix); ++at)
      if (at->size() == prefix.size() + SnapshotNames::stamp(run).size()) return true;
    return false;
  }

  /// Now, unless something stands against it; then in one of the next cycles.
  void begin(const DueRun& run) {
    auto& schedule = *run.schedule;
    auto obstacle = readiness_.obstacle(*run.machine);
    if (!schedule.timetable.is_open(view_.now)) {
      const auto opening = schedule.timetable.next_opening(view_.now);
      obstacle = "its maintenance window is closed";
      if (opening) wake_by(scheduled_, *opening);
    } else if (obstacle.empty() && schedule.room <= 0) {
      obstacle = "as many as spec.concurrency allows are being taken";
    }
    if (!obstacle.empty()) {
      say(schedule, "SnapshotWaits", run.machine->key.name + " (" + obstacle + ")");
      if (run.failed != nullptr) want(as_it_is(*run.failed));
      return;
    }
    --schedule.room;
    readiness_.occupy(*run.machine);
    say(schedule, run.failed == nullptr ? "SnapshotDue" : "SnapshotRetried", run.name);
    Resource resource{.key = {Kind::snapshot, run.name}, .spec = SnapshotSpec{}};
    resource.position = schedule.resource->position;
    // Nobody has to agree to the replacement of one that failed.
    const auto& [file, line, column] = resource.position;
    resource.field_positions = FieldPositions({{"/spec/lifecycle/replace", line, column}});
    auto& spec = std::get<SnapshotSpec>(resource.spec);
    spec.virtual_machine = {run.machine->key.name, false};
    spec.description = "taken by " + to_string(schedule.resource->key);
    spec.schedule = schedule.name();
    want(std::move(resource));
  }

  void retain(const CopySchedule& schedule, const Resource& machine) {
    const auto found = copies_.find({schedule.name(), machine.key.name});
    if (found == copies_.end()) return;
    std::map<std::string, const ScheduledCopy*> by_name;
    std::vector<RetainedCopy> candidates;
    for (const auto& copy : found->second) {
      if (copy.state == CopyState::gone || wanted_keys_.contains(copy.record->key)) continue;
      by_name[copy.record->key.name] = &copy;
      candidates.push_back({.name = copy.record->key.name,
                            .time = copy.run,
                            .good = copy.state == CopyState::good,
                            .making = copy.state == CopyState::making,
                            .pinned = copy.pinned});
    }
    const auto& rules = schedule.spec->retention;
    for (const auto& verdict :
         retained(rules, std::move(candidates), schedule.timetable.zone(), view_.now)) {
      if (!verdict.stays()) continue;
      const auto& copy = *by_name[verdict.name];
      want(as_it_is(copy));
      const auto expiry = copy.run + rules.max_age.value_or(Duration(0)) + Duration(1);
      if (rules.max_age && view_.now < expiry) wake_by(scheduled_, expiry);
    }
  }

  /// What no schedule speaks of any more stays: a manifest that is gone says nothing of its copies.
  void keep_others() {
    for (const auto& [pair, copies] : copies_) {
      if (pairs_.contains(pair)) continue;
      std::size_t kept = 0;
      for (const auto& copy : copies) {
        if (copy.state == CopyState::gone || copy.state == CopyState::failed) continue;
        want(as_it_is(copy));
        ++kept;
      }
      const ResourceKey key{Kind::snapshot_schedule, pair.first};
      if (kept == 0) continue;
      const std::string them = std::to_string(kept) + (kept == 1 ? " snapshot" : " snapshots") +
                               " of " + pair.second + (kept == 1 ? " stays" : " stay");
      note(key, false, "SnapshotsKept",
           view_.desired.find(key) == nullptr
               ? "its manifest is gone, and " + them + "; muster snapshot delete ends them"
               : pair.second + " is not among its machines any more, and " + them +
                     "; muster snapshot delete ends them");
    }
  }

  /// Never replaced: what it holds is of its time.
  static Resource as_it_is(const ScheduledCopy& copy) {
    Resource resource{.key = copy.record->key, .spec = copy.spec};
    resource.lifecycle.protect = copy.record->protect;
    resource.lifecycle.on_delete = copy.record->on_delete;
    resource.lifecycle.replace = Replace::never;
    resource.lifecycle.ignore = {"/spec/description"};
    return resource;
  }

  void want(Resource resource) {
    const bool has_manifest = scheduled_.desired.find(resource.key) != nullptr;
    if (!has_manifest && wanted_keys_.insert(resource.key).second)
      wanted_.push_back(std::move(resource));
  }

  static void say(CopySchedule& schedule, const char* reason, std::string what) {
    schedule.says[reason].push_back(std::move(what));
  }
  void note(const ResourceKey& key, bool warning, std::string reason, std::string message) {
    scheduled_.notes.push_back({key, warning, std::move(reason), std::move(message)});
  }

  void tell(const CopySchedule& schedule) {
    static const std::map<std::string, std::pair<bool, const char*>> words = {
        {"RunMissed", {true, "too late for the snapshot of "}},
        {"SnapshotDue", {false, "due: "}},
        {"SnapshotRetried", {true, "failed, and taken again: "}},
        {"SnapshotWaits", {false, "due, and waits: "}}};
    for (const auto& [reason, machines] : schedule.says) {
      const auto& [warning, start] = words.at(reason);
      std::string text = start;
      for (const auto& machine : machines) text += (&machine == &machines[0] ? "" : ", ") + machine;
      note(schedule.resource->key, warning, reason, std::move(text));
    }
  }

  Scheduled& scheduled_;
  const ScheduleView& view_;
  const CopiesByPair copies_;
  SnapshotReadiness readiness_;
  std::vector<CopySchedule> schedules_;
  std::set<Pair> pairs_;  // of schedules and machines that manifests speak of
  std::vector<Resource> wanted_;
  std::set<ResourceKey> wanted_keys_;
};

/// The schedule that takes or took it, if it is one of `schedules`.
bool is_of(const std::optional<std::string>& schedule, const std::set<std::string>& schedules) {
  return schedule && (schedules.empty() || schedules.contains(*schedule));
}

}  // namespace

bool takes_snapshots(const DesiredState& desired, const RecordedState& recorded) {
  return std::ranges::any_of(desired.resources, [&](const Resource& resource) {
    const auto* snapshot = std::get_if<SnapshotSpec>(&resource.spec);
    if (snapshot == nullptr || !snapshot->schedule) return false;
    return resource.lifecycle.replace != Replace::never ||
           !recorded.resources.contains(resource.key);
  });
}

std::vector<ResourceKey> snapshots_of_schedules(const DesiredState& desired,
                                                const RecordedState& recorded,
                                                const std::set<std::string>& schedules) {
  std::set<ResourceKey> keys;
  for (const auto& resource : desired.resources)
    if (const auto* snapshot = std::get_if<SnapshotSpec>(&resource.spec);
        snapshot != nullptr && is_of(snapshot->schedule, schedules))
      keys.insert(resource.key);
  for (const auto& [key, record] : recorded.resources) {
    const Value* schedule = key.kind == Kind::snapshot ? record.applied.find("schedule") : nullptr;
    const auto* name = schedule == nullptr ? nullptr : schedule->get_if<std::string>();
    if (name != nullptr && is_of(*name, schedules)) keys.insert(key);
  }
  return {keys.begin(), keys.end()};
}

void apply_snapshot_schedules(Scheduled& scheduled, const ScheduleView& view) {
  SnapshotSchedules(scheduled, view).run();
}

}  // namespace muster
