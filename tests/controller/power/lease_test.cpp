// Machines with a ttl.

#include "controller/schedule/leases.hpp"
#include "controller/schedule/lives.hpp"
#include "tests/controller/power/situation.hpp"

#include <gmock/gmock.h>

namespace muster::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Leases : public ::testing::Test {
 protected:
  /// Made at noon of 12 January, with a lease of three days.
  VirtualMachineSpec& lend(OnExpiry what = OnExpiry::hibernate, bool last_snapshot = false) {
    auto& spec = world.have("box", at("2026-01-12T12:00:00Z"));
    spec.power_state = active;
    spec.ttl = std::chrono::hours(72);
    spec.on_expiry = what;
    if (last_snapshot) spec.final_snapshot = true;
    world.apply();  // what muster remembers
    return spec;
  }
  std::vector<std::string> steps() { return calls_of(world.scheduled_plan()); }
  /// The machine went with its lease, as the history tells.
  void remember_end() {
    world.facts.ended["box"] = {at("2026-01-12T12:00:00Z"), at("2026-01-15T12:10:00Z")};
  }

  const ResourceKey box{Kind::virtual_machine, "box"};
  const ResourceKey last{Kind::snapshot, "final-box-20260115T120000Z"};
  Situation world;
};

TEST_F(Leases, warn_a_day_and_an_hour_before_they_end) {
  lend();
  struct Case {
    const char* now;
    const char* wake_at;
    std::vector<std::string> notes;
  };
  for (const auto& given : std::vector<Case>{
           {"2026-01-13T12:00:00Z", "2026-01-14T12:00:00Z", {}},
           {"2026-01-14T12:00:00Z", "2026-01-15T11:00:00Z", {"VirtualMachine/box LeaseExpiring"}},
           {"2026-01-15T11:00:00Z",
            "2026-01-15T12:00:00Z",
            {"VirtualMachine/box LeaseExpiringSoon"}}}) {
    world.now = at(given.now);
    const auto scheduled = world.scheduled();
    EXPECT_EQ(reasons_of(scheduled), given.notes) << given.now;
    EXPECT_EQ(format_timestamp(scheduled.wake_at.value()), given.wake_at);
  }
  world.spec_of("box").ttl = std::chrono::minutes(30);
  world.now = at("2026-01-12T12:20:00Z");
  EXPECT_THAT(reasons_of(world.scheduled()), IsEmpty()) << "shorter than any warning";
}

TEST_F(Leases, hibernate_and_are_extended_by_editing) {
  lend();
  world.now = at("2026-01-15T12:00:00Z");
  EXPECT_THAT(reasons_of(world.scheduled()), ElementsAre("VirtualMachine/box LeaseExpired"));
  world.carry_out();
  EXPECT_EQ(world.machine("box").state, VmState::hibernated);
  EXPECT_THAT(steps(), IsEmpty());
  world.spec_of("box").ttl = std::chrono::hours(96);
  EXPECT_THAT(steps(), ElementsAre("restore_instance VirtualMachine/box"));
}

TEST_F(Leases, delete_once_and_not_again) {
  lend(OnExpiry::delete_it);
  world.now = at("2026-01-15T12:00:00Z");
  EXPECT_EQ(power_in(world.scheduled(ScheduleMode::keep), "box"), active)
      << "the daemon's work, not that of a plan by hand";
  EXPECT_THAT(steps(), ElementsAre("delete_instance VirtualMachine/box"));
  world.carry_out();
  remember_end();
  for (const auto mode : {ScheduleMode::act, ScheduleMode::keep}) {
    EXPECT_THAT(calls_of(world.scheduled_plan(mode)), IsEmpty())
        << "its manifest alone does not bring it back";
    EXPECT_THAT(reasons_of(world.scheduled(mode)), ElementsAre("VirtualMachine/box LeaseExpired"));
  }
  world.spec_of("box").ttl = std::chrono::hours(96);
  EXPECT_THAT(steps(), ElementsAre("deploy_instance VirtualMachine/box"));
}

TEST_F(Leases, a_machine_that_was_deleted_before_its_time_is_made_again) {
  lend(OnExpiry::delete_it);
  world.unwant(box);
  world.apply();
  world.facts.ended["box"] = {at("2026-01-12T12:00:00Z"), at("2026-01-13T12:00:00Z")};
  world.want("box", machine_spec());
  world.spec_of("box").ttl = std::chrono::hours(72);
  world.spec_of("box").on_expiry = OnExpiry::delete_it;
  world.now = at("2026-01-16T12:00:00Z");
  EXPECT_THAT(steps(), ElementsAre("deploy_instance VirtualMachine/box"));
}

TEST_F(Leases, that_are_over_bring_back_nothing_that_was_deleted_by_hand) {
  lend();
  world.now = at("2026-01-16T12:00:00Z");
  world.live.virtual_machines.clear();
  EXPECT_THAT(steps(), ElementsAre("forget VirtualMachine/box"));
  world.carry_out();
  world.facts.ended["box"] = {at("2026-01-12T12:00:00Z"), world.now};
  EXPECT_THAT(steps(), IsEmpty());
  EXPECT_THAT(reasons_of(world.scheduled()), ElementsAre("VirtualMachine/box LeaseExpired"));
}

TEST_F(Leases, do_not_delete_what_is_protected) {
  lend(OnExpiry::delete_it);
  world.wanted(box).lifecycle.protect = true;
  world.apply();
  world.now = at("2026-01-16T12:00:00Z");
  EXPECT_THAT(steps(), IsEmpty());
  EXPECT_THAT(reasons_of(world.scheduled()), ElementsAre("VirtualMachine/box LeaseExpired"));
}

TEST_F(Leases, wait_for_the_last_snapshot) {
  lend(OnExpiry::delete_it, true);
  world.now = at("2026-01-15T12:00:00Z");
  EXPECT_THAT(calls_of(world.scheduled_plan(ScheduleMode::keep)), IsEmpty());
  EXPECT_THAT(steps(), ElementsAre("create_snapshot " + to_string(last)));
  world.carry_out();
  world.snapshot(last.name).state = SetupState::pending;
  EXPECT_THAT(steps(), IsEmpty()) << "not ready yet";
  world.snapshot(last.name).state = SetupState::ready;
  EXPECT_THAT(steps(), ElementsAre("delete_instance VirtualMachine/box"));
  world.carry_out();
  remember_end();
  EXPECT_THAT(steps(), IsEmpty()) << "the snapshot stays for ever";
  world.unwant(box);
  EXPECT_THAT(steps(), IsEmpty()) << "even without the manifest of its machine";
  EXPECT_THAT(calls_of(world.scheduled_plan(ScheduleMode::keep)), IsEmpty());
  world.live.snapshots.clear();
  EXPECT_THAT(steps(), ElementsAre("forget " + to_string(last)))
      << "one that was deleted by hand is not taken again";
}

TEST_F(Leases, wake_a_machine_for_its_last_snapshot) {
  lend(OnExpiry::hibernate, true);
  PowerScheduleSpec nights{.hibernate = "0 7 * * *", .restore = "0 19 * * *"};
  nights.virtual_machines.names = {managed<Kind::virtual_machine>("box")};
  world.want("nights", nights);
  world.now = at("2026-01-15T11:00:00Z");
  world.carry_out();
  ASSERT_EQ(world.machine("box").state, VmState::hibernated);
  world.now = at("2026-01-15T12:00:00Z");
  for (const auto& step : {"restore_instance VirtualMachine/box",
                           "create_snapshot Snapshot/final-box-20260115T120000Z",
                           "hibernate_instance VirtualMachine/box"}) {
    EXPECT_THAT(steps(), ElementsAre(step));
    world.carry_out();
  }
  EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(Leases, take_no_last_snapshot_where_there_are_none) {
  auto& spec = world.have("box", at("2026-01-12T12:00:00Z"), machine_spec(Tier::advanced));
  spec.ttl = std::chrono::hours(72);
  spec.final_snapshot = true;
  EXPECT_THAT(reasons_of(world.scheduled()), ElementsAre("VirtualMachine/box LeaseExpired"));
  world.now = at("2026-01-15T11:59:00Z");
  EXPECT_THAT(reasons_of(world.scheduled()), ElementsAre("VirtualMachine/box LeaseExpiringSoon",
                                                         "VirtualMachine/box NoLastSnapshot"));
}

TEST_F(Leases, take_along_what_could_not_be_made_any_more) {
  lend(OnExpiry::delete_it);
  world.want("old", SnapshotSpec{.virtual_machine = managed<Kind::virtual_machine>("box")});
  world.apply();
  world.want("new", SnapshotSpec{.virtual_machine = managed<Kind::virtual_machine>("box")});
  world.want("image", CustomImageSpec{.snapshot = managed<Kind::snapshot>("new")});
  world.want("other", SnapshotScheduleSpec{.schedule = "@daily"});
  world.now = at("2026-01-15T12:00:00Z");
  EXPECT_THAT(steps(), ElementsAre("delete_instance VirtualMachine/box"));
  EXPECT_THAT(reasons_of(world.scheduled()),
              ElementsAre("CustomImage/image SourceExpired", "Snapshot/new SourceExpired",
                          "VirtualMachine/box LeaseExpired"));
}

TEST(LeaseNames, fit_into_what_the_account_allows) {
  const auto ends = at("2026-01-15T03:00:00Z");
  EXPECT_EQ(last_snapshot_name("trainer", ends), "final-trainer-20260115T030000Z");
  const auto one = last_snapshot_name(std::string(49, 'x') + "1", ends);
  const auto other = last_snapshot_name(std::string(49, 'x') + "2", ends);
  EXPECT_EQ(one.size(), 50U);
  EXPECT_NE(one, other);
}

LedgerEntry line(const char* when, const char* type, const char* machine) {
  LedgerEntry entry;
  entry.at = at(when);
  entry.type = type;
  entry.key = {Kind::virtual_machine, machine};
  return entry;
}

TEST(Lives, are_told_by_the_history) {
  const auto ended = ended_lives({line("2026-01-01T00:00:00Z", "created", "one"),
                                  line("2026-01-01T00:00:00Z", "adopted", "two"),
                                  line("2026-01-02T00:00:00Z", "deleted", "one"),
                                  line("2026-01-03T00:00:00Z", "created", "one"),
                                  line("2026-01-03T00:00:00Z", "created", "three"),
                                  line("2026-01-04T00:00:00Z", "forgotten", "two"),
                                  line("2026-01-05T00:00:00Z", "deleted", "one")});
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_EQ(ended.at("one").from, at("2026-01-03T00:00:00Z")) << "of several lives the last";
  EXPECT_EQ(ended.at("one").to, at("2026-01-05T00:00:00Z"));
  EXPECT_EQ(ended.at("two").to, at("2026-01-04T00:00:00Z"));
}

TEST(Lives, are_asked_for_only_where_a_lease_may_have_ended) {
  Situation world;
  auto& spec = world.have("box", at("2026-01-12T12:00:00Z"));
  spec.ttl = std::chrono::hours(1);
  spec.on_expiry = OnExpiry::delete_it;
  EXPECT_FALSE(asks_history(world.desired, world.recorded)) << "it is there";
  world.recorded.resources.edit().clear();
  EXPECT_TRUE(asks_history(world.desired, world.recorded));
  spec.ttl.reset();
  EXPECT_FALSE(asks_history(world.desired, world.recorded));
}

}  // namespace
}  // namespace muster::testing
