#include "controller/schedule/snapshot_names.hpp"
#include "tests/controller/schedule/snapshot_project.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

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
    EXPECT_FALSE(takes_snapshots(scheduled.desired, project.recorded));
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

TEST(SnapshotSchedule, is_planned_alone_without_touching_its_machine) {
  Project project;
  project.schedule("nightly");
  std::get<VirtualMachineSpec>(project.wanted({Kind::virtual_machine, "trainer"}).spec).public_ip =
      true;
  const auto scheduled = project.look("2026-01-15T03:00:00Z");
  auto options = project.options;
  options.targets = snapshots_of_schedules(scheduled.desired, project.recorded, {});
  EXPECT_EQ(options.targets, (std::vector<ResourceKey>{{Kind::snapshot, on_15}}));
  EXPECT_TRUE(snapshots_of_schedules(scheduled.desired, project.recorded, {"weekly"}).empty());
  const auto planned = make_plan(scheduled.desired, project.live, project.recorded, options);
  EXPECT_TRUE(planned.may_be_performed()) << all_messages(planned.diagnostics);
  EXPECT_EQ(programme(planned.plan), taking(on_15));
  const auto& create = std::get<CreateSnapshot>(planned.plan.steps[0].operation);
  EXPECT_EQ(create.machine.id, project.machine("trainer").id);
}

TEST(SnapshotSchedule, says_that_it_never_runs) {
  Project project;
  project.schedule("nightly", "0 3 30 2 *");
  EXPECT_EQ(project.cycle("2026-01-15T03:00:00Z"), Lines());
  EXPECT_EQ(project.notes,
            Lines{"SnapshotSchedule/nightly NeverDue: its cron expression never comes due"});
}

}  // namespace
}  // namespace muster::testing
