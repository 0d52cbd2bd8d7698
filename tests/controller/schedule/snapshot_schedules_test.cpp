#include "controller/schedule/snapshot_schedules.hpp"

#include "controller/schedule/schedule_view.hpp"
#include "controller/schedule/snapshot_names.hpp"
#include "tests/support/fake_cloud.hpp"
#include "tests/support/world_builder.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using Lines = std::vector<std::string>;

Timestamp at(const std::string& text) {
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
    for (auto& [key, record] : recorded.resources) record.created_at = at(time);
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
    std::erase_if(live.snapshots, [&](const auto& live) { return live.name == snapshot; });
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

Lines taking(const std::string& name) {
  return {"create_snapshot Snapshot/" + name};
}
Lines dropping(const std::string& name) {
  return {"delete_snapshot Snapshot/" + name};
}
const std::string on_15 = "nightly-trainer-20260115T030000Z";
const std::string on_16 = "nightly-trainer-20260116T030000Z";
const std::string on_17 = "nightly-trainer-20260117T030000Z";

TEST(SnapshotNames, carry_schedule_machine_and_run) {
  const std::string long_name(40, 'm');
  const SnapshotNames names(
      {{"nightly", "trainer-0"}, {"nightly", long_name}, {"a", "b-c"}, {"a-b", "c"}});
  const auto run = at("2026-01-15T03:00:00Z");
  EXPECT_EQ(names.name("nightly", "trainer-0", run), "nightly-trainer-0-20260115T030000Z");
  const auto shortened = names.name("nightly", long_name, run);
  EXPECT_EQ(shortened.size(), 50U) << shortened;
  EXPECT_TRUE(shortened.starts_with("nightly-mmm"));
  EXPECT_NE(names.name("a", "b-c", run), names.name("a-b", "c", run));
  EXPECT_EQ(SnapshotNames::run_in(shortened), run);
  for (const auto* other : {"", "golden", "x-20260115030000Z", "x-20261315T030000Z"})
    EXPECT_FALSE(SnapshotNames::run_in(other)) << other;
}

TEST(SnapshotSchedule, takes_one_snapshot_a_run) {
  Project project;
  project.schedule("nightly");
  EXPECT_EQ(project.cycle("2026-01-15T03:00:00Z"), taking(on_15));
  EXPECT_EQ(project.cycle("2026-01-15T03:00:01Z"), Lines());
  EXPECT_EQ(project.cycle("2026-01-16T02:59:59Z"), Lines());
  EXPECT_EQ(project.look("2026-01-16T02:59:59Z").wake_at, at("2026-01-16T03:00:00Z"));
  EXPECT_EQ(project.cycle("2026-01-16T03:00:07Z"), taking(on_16));
  EXPECT_EQ(project.cycle("2026-01-15T12:00:00Z"), Lines()) << "when the clock is set back";
}

TEST(SnapshotSchedule, drops_what_its_retention_does_not_keep) {
  Project project;
  project.schedule("nightly");
  for (const auto* now : {"2026-01-15T03:00:00Z", "2026-01-16T03:00:00Z", "2026-01-17T03:00:00Z"})
    project.cycle(now);
  EXPECT_EQ(project.cycle("2026-01-17T03:00:01Z"), dropping(on_15));
  EXPECT_EQ(project.cycle("2026-01-17T03:00:02Z"), Lines());
  EXPECT_EQ(project.snapshots(), (Lines{on_16, on_17}));
}

TEST(SnapshotSchedule, keeps_all_that_it_took_in_plans_made_by_hand) {
  Project project;
  project.schedule("nightly");
  for (const auto* now : {"2026-01-15T03:00:00Z", "2026-01-16T03:00:00Z", "2026-01-17T03:00:00Z"})
    project.cycle(now);
  EXPECT_EQ(project.cycle("2026-01-18T03:00:00Z", ScheduleMode::keep), Lines());
  project.snapshot(on_17).state = SetupState::error;
  EXPECT_EQ(project.cycle("2026-01-18T03:00:00Z", ScheduleMode::keep), Lines());
  project.delete_by_hand(on_16);
  EXPECT_EQ(project.cycle("2026-01-18T03:00:00Z", ScheduleMode::keep),
            (Lines{"forget Snapshot/" + on_16}));
}

TEST(SnapshotSchedule, makes_up_for_the_last_run_only_and_never_for_times_before_the_machine) {
  Project project;
  project.schedule("nightly");
  EXPECT_EQ(project.cycle("2026-01-15T20:00:00Z"), taking(on_15)) << "once";
  project.spec_of("nightly").missed_runs = MissedRuns::skip;
  EXPECT_EQ(project.cycle("2026-01-16T03:15:01Z"), Lines()) << "skip: a quarter of an hour";
  EXPECT_EQ(project.notes, Lines{"SnapshotSchedule/nightly RunMissed: too late for the snapshot of "
                                 "trainer (due 2026-01-16T03:00:00Z)"});
  EXPECT_EQ(project.cycle("2026-01-16T03:15:00Z"), taking(on_16));
  project.spec_of("nightly").missed_runs = MissedRuns::once;
  project.spec_of("nightly").starting_deadline = std::chrono::hours(1);
  EXPECT_EQ(project.cycle("2026-01-17T04:00:01Z"), Lines()) << "later than startingDeadline";
  project.since("2026-01-18T03:00:01Z");
  EXPECT_EQ(project.cycle("2026-01-18T03:00:02Z"), Lines()) << "the machine is younger";
}

TEST(SnapshotSchedule, starts_only_in_its_maintenance_window) {
  Project project;
  auto& spec = project.schedule("nightly");
  spec.time_zone = "Europe/Oslo";
  spec.schedule = "0 20 * * *";
  spec.maintenance_window = MaintenanceWindow{"23:00", "01:00"};
  spec.starting_deadline = std::chrono::hours(1);
  EXPECT_EQ(project.cycle("2026-01-15T20:00:00Z"), Lines());
  EXPECT_EQ(project.notes, Lines{"SnapshotSchedule/nightly SnapshotWaits: due, and waits: trainer "
                                 "(its maintenance window is closed)"});
  EXPECT_EQ(project.look("2026-01-15T20:00:00Z").wake_at, at("2026-01-15T22:00:00Z"));
  EXPECT_EQ(project.cycle("2026-01-16T00:00:00Z"), Lines()) << "01:00 there: closed again";
  EXPECT_EQ(project.cycle("2026-01-15T23:00:00Z"), taking("nightly-trainer-20260115T190000Z"))
      << "midnight there, an hour after it opened";
}

TEST(SnapshotSchedule, waits_for_a_machine_of_which_none_can_be_taken) {
  struct Case {
    const char* reason;
    void (*arrange)(Project&);
    const char* why;
  };
  const std::vector<Case> cases = {
      {"it sleeps",
       [](Project& p) {
         p.machine("trainer").state = VmState::hibernated;
         p.machine("trainer").status = "HIBERNATED";
         std::get<VirtualMachineSpec>(p.wanted({Kind::virtual_machine, "trainer"}).spec)
             .power_state = PowerState::hibernated;
       },
       "it is HIBERNATED"},
      {"it is to sleep",
       [](Project& p) {
         std::get<VirtualMachineSpec>(p.wanted({Kind::virtual_machine, "trainer"}).spec)
             .power_state = PowerState::stopped;
       },
       "it is about to be Stopped"},
      {"somebody takes one",
       [](Project& p) {
         p.live.snapshots.push_back({.id = {"BRK-9S"},
                                     .name = "by-hand",
                                     .state = SetupState::pending,
                                     .status = "CREATING",
                                     .machine = p.machine("trainer").id});
       },
       "a snapshot of it is being taken"},
      {"the manifests want another one",
       [](Project& p) {
         p.want("golden", SnapshotSpec{managed<Kind::virtual_machine>("trainer"), {}, {}});
       },
       "another snapshot of it comes first"},
      {"the API says no", [](Project& p) { p.facts.eligible.emplace(); },
       "the API takes no snapshot of it now"},
      {"its volume moves",
       [](Project& p) {
         p.live.volumes.push_back({.id = {"BRK-9V"},
                                   .name = "data",
                                   .state = VolumeState::detaching,
                                   .status = "DETACHING",
                                   .attached_to = {p.machine("trainer").id}});
       },
       "its volume data is DETACHING"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.reason);
    Project project;
    project.schedule("nightly");
    c.arrange(project);
    const auto scheduled = project.look("2026-01-15T03:00:00Z");
    EXPECT_FALSE(takes_snapshots(scheduled, project.recorded));
    ASSERT_EQ(scheduled.notes.size(), 1U);
    EXPECT_EQ(scheduled.notes[0].reason, "SnapshotWaits");
    EXPECT_NE(scheduled.notes[0].message.find(std::string("trainer (") + c.why), std::string::npos)
        << scheduled.notes[0].message;
    EXPECT_TRUE(make_plan(scheduled.desired, project.live, project.recorded, project.options)
                    .may_be_performed());
  }
}

TEST(SnapshotSchedule, leaves_out_machines_that_are_not_there_or_not_owned) {
  Project project;
  project.want("new", machine_spec());
  project.schedule("nightly").virtual_machines.names.push_back(
      managed<Kind::virtual_machine>("new"));
  EXPECT_EQ(project.look("2026-01-15T03:00:00Z").desired.resources.size(),
            project.desired.resources.size() + 1)
      << "only that of trainer";
}

TEST(SnapshotSchedule, takes_so_many_at_a_time_and_never_two_of_one_machine) {
  Project project;
  for (const auto* name : {"b", "c", "d"}) project.want(name, machine_spec());
  project.apply();
  project.since("2026-01-01T00:00:00Z");
  project.schedule("nightly").virtual_machines.names = {managed<Kind::virtual_machine>("b"),
                                                        managed<Kind::virtual_machine>("c"),
                                                        managed<Kind::virtual_machine>("d")};
  project.schedule("hourly", "0 * * * *").virtual_machines.names = {
      managed<Kind::virtual_machine>("b")};
  EXPECT_EQ(project.cycle("2026-01-15T03:00:00Z"),
            (Lines{"create_snapshot Snapshot/hourly-b-20260115T030000Z",
                   "create_snapshot Snapshot/nightly-c-20260115T030000Z",
                   "create_snapshot Snapshot/nightly-d-20260115T030000Z"}));
  EXPECT_EQ(project.cycle("2026-01-15T03:01:00Z"), taking("nightly-b-20260115T030000Z"));
}

TEST(SnapshotSchedule, does_not_take_again_what_was_deleted_by_hand) {
  Project project;
  project.schedule("nightly");
  project.cycle("2026-01-15T03:00:00Z");
  project.delete_by_hand(on_15);
  EXPECT_EQ(project.cycle("2026-01-15T03:10:00Z"), Lines{"forget Snapshot/" + on_15});
  EXPECT_EQ(project.cycle("2026-01-15T03:20:00Z"), Lines());
  EXPECT_EQ(project.cycle("2026-01-16T03:00:00Z"), taking(on_16));
}

TEST(SnapshotSchedule, takes_a_failed_one_again_until_it_is_too_late) {
  Project project;
  project.schedule("nightly").starting_deadline = std::chrono::hours(1);
  project.cycle("2026-01-15T03:00:00Z");
  project.snapshot(on_15).state = SetupState::error;
  EXPECT_EQ(project.cycle("2026-01-15T03:10:00Z"),
            (Lines{"delete_snapshot Snapshot/" + on_15, "create_snapshot Snapshot/" + on_15}));
  project.snapshot(on_15).state = SetupState::error;
  project.machine("trainer").state = VmState::stopped;
  EXPECT_EQ(project.cycle("2026-01-15T03:20:00Z"), Lines()) << "it waits for its machine";
  EXPECT_EQ(project.look("2026-01-15T03:20:00Z").wake_at, at("2026-01-15T04:00:00.001Z"));
  EXPECT_EQ(project.cycle("2026-01-15T04:00:00.001Z"), dropping(on_15));
  project.machine("trainer").state = VmState::active;
  EXPECT_EQ(project.cycle("2026-01-15T04:10:00Z"), Lines());
}

TEST(SnapshotSchedule, lets_nobody_wait_for_a_machine_that_fails_again_and_again) {
  Project project;
  project.want("zebra", machine_spec());
  project.apply();
  project.since("2026-01-01T00:00:00Z");
  auto& spec = project.schedule("nightly");
  spec.virtual_machines.names.push_back(managed<Kind::virtual_machine>("zebra"));
  spec.concurrency = 1;
  EXPECT_EQ(project.cycle("2026-01-15T03:00:00Z"), taking(on_15));
  project.snapshot(on_15).state = SetupState::error;
  EXPECT_EQ(project.cycle("2026-01-15T03:10:00Z"), taking("nightly-zebra-20260115T030000Z"));
}

TEST(SnapshotSchedule, never_drops_the_newest_good_one_or_one_in_use) {
  Project project;
  project.schedule("nightly").retention = {.max_age = std::chrono::hours(24)};
  project.cycle("2026-01-15T03:00:00Z");
  project.cycle("2026-01-16T03:00:00Z");
  project.spec_of("nightly").schedule = "0 3 1 1 *";
  project.want("base", CustomImageSpec{.snapshot = existing<Kind::snapshot>(on_15)});
  EXPECT_EQ(project.look("2026-02-16T03:00:00Z").desired.resources.size(),
            project.desired.resources.size() + 2);
  project.unwant({Kind::custom_image, "base"});
  EXPECT_EQ(project.cycle("2026-02-16T03:00:00Z"), dropping(on_15));
  EXPECT_EQ(project.cycle("2027-02-16T03:00:00Z"), taking("nightly-trainer-20270101T030000Z"));
}

TEST(SnapshotSchedule, wakes_when_a_copy_becomes_too_old) {
  Project project;
  auto& spec = project.schedule("nightly");
  spec.retention = {.keep_last = 5, .max_age = std::chrono::hours(36)};
  project.cycle("2026-01-15T03:00:00Z");
  project.cycle("2026-01-16T03:00:00Z");
  EXPECT_EQ(project.look("2026-01-16T04:00:00Z").wake_at, at("2026-01-16T15:00:00.001Z"));
}

TEST(SnapshotSchedule, keeps_copies_whose_schedule_or_machine_is_gone_from_the_manifests) {
  Project project;
  project.schedule("nightly");
  for (const auto* now : {"2026-01-15T03:00:00Z", "2026-01-16T03:00:00Z", "2026-01-17T03:00:00Z"})
    project.cycle(now);
  auto without_schedule = project;
  without_schedule.unwant({Kind::snapshot_schedule, "nightly"});
  EXPECT_EQ(without_schedule.cycle("2026-02-17T03:00:00Z"), Lines());
  EXPECT_EQ(
      without_schedule.notes,
      Lines{"SnapshotSchedule/nightly SnapshotsKept: its manifest is gone, and 3 snapshots of "
            "trainer stay; muster snapshot delete ends them"});
  project.unwant({Kind::virtual_machine, "trainer"});
  EXPECT_EQ(project.cycle("2026-02-17T03:00:00Z"), Lines{"delete_instance VirtualMachine/trainer"});
  EXPECT_EQ(project.cycle("2026-02-17T03:10:00Z"), Lines());
  EXPECT_EQ(project.snapshots(), (Lines{on_15, on_16, on_17}));
}

TEST(SnapshotSchedule, leaves_snapshots_alone_that_it_did_not_take) {
  Project project;
  project.schedule("nightly");
  project.live.snapshots.push_back({.id = {"BRK-9S"},
                                    .name = on_15,
                                    .state = SetupState::ready,
                                    .status = "SUCCESS",
                                    .machine = project.machine("trainer").id});
  EXPECT_EQ(project.cycle("2026-01-15T03:00:00Z"), Lines()) << "the name is taken";
  EXPECT_EQ(project.cycle("2026-01-16T03:00:00Z"), taking(on_16));
  EXPECT_EQ(project.snapshots(), (Lines{on_15, on_16}));
}

TEST(SnapshotSchedule, is_planned_alone_without_touching_its_machine) {
  Project project;
  project.schedule("nightly");
  std::get<VirtualMachineSpec>(project.wanted({Kind::virtual_machine, "trainer"}).spec).public_ip =
      true;
  const auto scheduled = project.look("2026-01-15T03:00:00Z");
  auto options = project.options;
  options.targets = snapshots_of_schedules(scheduled, project.recorded, {});
  EXPECT_EQ(options.targets, (std::vector<ResourceKey>{{Kind::snapshot, on_15}}));
  EXPECT_TRUE(snapshots_of_schedules(scheduled, project.recorded, {"weekly"}).empty());
  const auto planned = make_plan(scheduled.desired, project.live, project.recorded, options);
  EXPECT_TRUE(planned.may_be_performed()) << all_messages(planned.diagnostics);
  EXPECT_EQ(programme(planned.plan), taking(on_15));
  const auto& create = std::get<CreateSnapshot>(planned.plan.steps[0].operation);
  EXPECT_EQ(create.machine.id, project.machine("trainer").id);
}

TEST(SnapshotSchedule, gives_machines_that_boot_from_a_copy_what_they_boot_from) {
  Project project;
  project.schedule("nightly");
  project.cycle("2026-01-15T03:00:00Z");
  auto spec = machine_spec();
  spec.boot = {.snapshot = existing<Kind::snapshot>(on_15)};
  project.want("restored", spec);
  EXPECT_EQ(project.cycle("2026-01-15T03:10:00Z"),
            Lines{"restore_snapshot VirtualMachine/restored"});
}

}  // namespace
}  // namespace muster::testing
