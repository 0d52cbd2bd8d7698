#pragma once

#include "controller/schedule/schedule_view.hpp"
#include "controller/schedule/snapshot_names.hpp"
#include "controller/schedule/snapshot_schedules.hpp"
#include "tests/support/fake_cloud.hpp"
#include "tests/support/world_builder.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster::testing {

using Lines = std::vector<std::string>;

inline Timestamp at(const std::string& text) {
  return parse_timestamp(text).value();
}

/// A project whose machines have been there since 2026, and the cycles of a daemon.
struct Project : TestWorld {
  Project() {
    want("alice", key_spec());
    want("trainer", machine_spec());
    apply();
    since("2026-01-01T00:00:00Z");
  }

  void since(const std::string& time) {
    for (auto& [key, record] : recorded.resources.edit()) record.created_at = at(time);
  }

  SnapshotScheduleSpec& schedule(const std::string& name, const std::string& cron = "0 3 * * *") {
    auto& resource = want(name, SnapshotScheduleSpec{});
    auto& spec = std::get<SnapshotScheduleSpec>(resource.spec);
    spec.virtual_machines.names = {managed<Kind::virtual_machine>("trainer")};
    spec.schedule = cron;
    spec.retention.keep_last = 2;
    return spec;
  }
  SnapshotScheduleSpec& spec_of(const std::string& schedule) {
    return std::get<SnapshotScheduleSpec>(wanted({Kind::snapshot_schedule, schedule}).spec);
  }

  Scheduled look(const std::string& now, ScheduleMode mode = ScheduleMode::act) const {
    Scheduled scheduled{.desired = desired, .notes = {}, .wake_at = {}};
    const ScheduleView view{desired, live, recorded, facts, at(now), mode};
    apply_snapshot_schedules(scheduled, view);
    std::ranges::sort(scheduled.desired.resources, {}, &Resource::key);
    return scheduled;
  }

  /// What a cycle at that instant does, which never is an error.
  Lines cycle(const std::string& now, ScheduleMode mode = ScheduleMode::act) {
    const auto scheduled = look(now, mode);
    notes.clear();
    for (const auto& note : scheduled.notes)
      notes.push_back(to_string(note.key) + " " + note.reason + ": " + note.message);
    const auto planned = make_plan(scheduled.desired, live, recorded, options);
    EXPECT_TRUE(planned.may_be_performed()) << now << all_messages(planned.diagnostics);
    for (const auto& complaint : apply_to(*this, planned.plan)) ADD_FAILURE() << complaint;
    for (const auto& step : planned.plan.steps)
      if (const auto* create = std::get_if<CreateSnapshot>(&step.operation)) {
        facts.taken.insert(create->name);
        ++facts.tries[create->name];
      }
    return programme(planned.plan);
  }

  void delete_by_hand(const std::string& snapshot) {
    std::erase_if(live.snapshots.edit(), [&](const auto& live) { return live.name == snapshot; });
  }
  Lines snapshots() const {
    Lines names;
    for (const auto& snapshot : live.snapshots) names.push_back(snapshot.name);
    std::ranges::sort(names);
    return names;
  }

  ScheduleFacts facts;
  Lines notes;
};

inline Lines taking(const std::string& name) {
  return {"create_snapshot Snapshot/" + name};
}
inline Lines dropping(const std::string& name) {
  return {"delete_snapshot Snapshot/" + name};
}
inline const std::string on_15 = "nightly-trainer-20260115T030000Z";
inline const std::string on_16 = "nightly-trainer-20260116T030000Z";
inline const std::string on_17 = "nightly-trainer-20260117T030000Z";

}  // namespace muster::testing
