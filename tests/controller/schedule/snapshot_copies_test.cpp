// What becomes of the snapshots that schedules took.

#include "tests/controller/schedule/snapshot_project.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

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

TEST(SnapshotSchedule, is_not_held_up_by_a_limit_of_deletions) {
  Project project;
  project.schedule("nightly").retention.keep_last = 1;
  project.cycle("2026-01-15T03:00:00Z");
  project.cycle("2026-01-16T03:00:00Z");
  project.want("budget", BudgetSpec{.max_deletes = 0});
  EXPECT_EQ(project.cycle("2026-01-16T03:10:00Z"), dropping(on_15));
}

}  // namespace
}  // namespace muster::testing
