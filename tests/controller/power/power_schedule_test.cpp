// What PowerSchedules, holds and low credit make of a project.

#include "tests/controller/power/situation.hpp"

#include <gmock/gmock.h>

namespace muster::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Timestamp long_ago = at("2025-06-01T00:00:00Z");

class PowerSchedules : public ::testing::Test {
 protected:
  PowerScheduleSpec& nights(std::vector<std::string> machines) {
    PowerScheduleSpec spec{.hibernate = "0 19 * * *", .restore = "0 7 * * *"};
    for (auto& name : machines)
      spec.virtual_machines.names.push_back(managed<Kind::virtual_machine>(std::move(name)));
    return std::get<PowerScheduleSpec>(world.want("nights", std::move(spec)).spec);
  }
  BudgetSpec& budget(OnLowCredit what = OnLowCredit::hibernate) {
    return std::get<BudgetSpec>(
        world.want("limits", BudgetSpec{.on_low_credit = what, .low_credit = std::chrono::hours(6)})
            .spec);
  }
  void hold(const std::string& name, PowerState state, Duration length) {
    const ResourceKey key{Kind::virtual_machine, name};
    world.recorded.holds[key] = {key, state, world.now + length};
  }
  void stock(std::int64_t gpus) {
    world.live.market.stock = {
        {StockRow{.region = "CANADA-1", .model = "RTX-A6000", .available = Availability{gpus}}}};
  }

  Situation world;
};

TEST_F(PowerSchedules, hibernate_in_the_evening_and_restore_in_time_for_the_morning) {
  world.have("trainer", long_ago);
  world.have("other", long_ago);
  nights({"trainer"});
  EXPECT_THAT(calls_of(world.scheduled_plan()), IsEmpty());
  EXPECT_EQ(world.scheduled().wake_at, at("2026-01-15T19:00:00Z"));
  world.now = at("2026-01-15T19:00:00Z");
  world.carry_out();
  EXPECT_EQ(world.machine("trainer").state, VmState::hibernated);
  EXPECT_EQ(world.machine("other").state, VmState::active);
  EXPECT_THAT(calls_of(world.scheduled_plan()), IsEmpty());
  EXPECT_EQ(world.scheduled().wake_at, at("2026-01-16T06:55:00Z")) << "five minutes, as usual";
  world.facts.wake_time["RTX-A6000"] = std::chrono::minutes(12);
  EXPECT_EQ(world.scheduled().wake_at, at("2026-01-16T06:48:00Z")) << "as it was learned";
  world.facts.wake_time["RTX-A6000"] = std::chrono::hours(5);
  EXPECT_EQ(world.scheduled().wake_at, at("2026-01-16T06:30:00Z")) << "but not for ever";
  world.now = at("2026-01-16T06:30:00Z");
  world.carry_out();
  EXPECT_EQ(world.machine("trainer").state, VmState::active);
}

TEST_F(PowerSchedules, select_machines_by_label) {
  world.have("trainer", long_ago);
  world.have("other", long_ago);
  world.wanted({Kind::virtual_machine, "other"}).labels = {{"team", "nlp"}};
  nights({}).virtual_machines.match_labels = {{"team", "nlp"}};
  world.now = at("2026-01-15T20:00:00Z");
  const auto scheduled = world.scheduled();
  EXPECT_EQ(power_in(scheduled, "trainer"), std::nullopt);
  EXPECT_EQ(power_in(scheduled, "other"), hibernated);
  EXPECT_THAT(reasons_of(scheduled), ElementsAre("VirtualMachine/other Hibernating"));
}

TEST_F(PowerSchedules, leave_to_the_daemon_what_is_due_when_a_plan_is_made_by_hand) {
  world.have("trainer", long_ago).power_state = active;
  nights({"trainer"});
  world.now = at("2026-01-15T20:00:00Z");
  EXPECT_EQ(power_in(world.scheduled(ScheduleMode::keep), "trainer"), active);
  world.carry_out();
  EXPECT_EQ(power_in(world.scheduled(ScheduleMode::keep), "trainer"), hibernated)
      << "what the daemon has done is no drift";
  EXPECT_THAT(calls_of(world.scheduled_plan(ScheduleMode::keep)), IsEmpty());
}

TEST_F(PowerSchedules, never_make_a_plan_that_cannot_be_performed) {
  world.have("trainer", long_ago);
  world.have("other", long_ago);
  nights({"trainer", "other"});
  world.now = at("2026-01-15T20:00:00Z");
  stock(0);
  EXPECT_THAT(calls_of(world.scheduled_plan()), IsEmpty());
  EXPECT_THAT(reasons_of(world.scheduled()),
              ElementsAre("VirtualMachine/other HibernationSkipped",
                          "VirtualMachine/trainer HibernationSkipped"));
  stock(5);
  world.carry_out();
  world.now = at("2026-01-16T12:00:00Z");
  world.spec_of("trainer").priority = 10;
  stock(1);
  const auto scheduled = world.scheduled();
  EXPECT_EQ(power_in(scheduled, "trainer"), active) << "the higher priority has the GPU";
  EXPECT_EQ(power_in(scheduled, "other"), hibernated);
  EXPECT_THAT(reasons_of(scheduled), ElementsAre("VirtualMachine/other WaitingForGpus",
                                                 "VirtualMachine/trainer Restoring"));
  world.scheduled_plan();
}

TEST_F(PowerSchedules, give_way_to_a_hold_for_its_time) {
  world.have("trainer", long_ago);
  nights({"trainer"});
  world.now = at("2026-01-15T20:00:00Z");
  hold("trainer", active, std::chrono::hours(3));
  EXPECT_THAT(calls_of(world.scheduled_plan()), IsEmpty());
  EXPECT_EQ(world.scheduled().wake_at, at("2026-01-15T23:00:00Z"));
  EXPECT_EQ(power_in(world.scheduled(ScheduleMode::keep), "trainer"), active)
      << "also for plans made by hand";
  world.now = at("2026-01-15T23:00:00Z");
  EXPECT_EQ(power_in(world.scheduled(), "trainer"), hibernated);
}

TEST_F(PowerSchedules, do_not_fight_a_provider_that_hibernates_for_lack_of_credit) {
  world.have("trainer", long_ago).power_state = active;
  world.set_state("trainer", VmState::hibernated);
  world.set_money("-0.10");
  EXPECT_EQ(power_in(world.scheduled(), "trainer"), hibernated);
  EXPECT_THAT(reasons_of(world.scheduled()), ElementsAre("VirtualMachine/trainer NoCredit"));
  world.set_money("100");
  EXPECT_EQ(power_in(world.scheduled(), "trainer"), active);
}

// Three machines of 0.50 an hour: the credit lasts six hours with 9.00.

TEST_F(PowerSchedules, low_credit_is_only_reported_unless_the_budget_says_more) {
  for (const char* name : {"a", "b", "c"}) world.have(name, long_ago).power_state = active;
  budget(OnLowCredit::report);
  world.set_money("8.99");
  EXPECT_THAT(reasons_of(world.scheduled()), ElementsAre("Budget/limits LowCredit"));
  EXPECT_THAT(calls_of(world.scheduled_plan()), IsEmpty());
  world.set_money("9.01");
  EXPECT_THAT(reasons_of(world.scheduled()), IsEmpty());
}

TEST_F(PowerSchedules, low_credit_hibernates_as_few_as_needed_by_priority_and_name) {
  for (const char* name : {"a", "b", "c"}) world.have(name, long_ago).power_state = active;
  world.spec_of("a").priority = 5;
  budget();
  world.set_money("9.01");
  EXPECT_THAT(calls_of(world.scheduled_plan()), IsEmpty());
  world.set_money("8.99");
  EXPECT_THAT(calls_of(world.scheduled_plan()), ElementsAre("hibernate_instance VirtualMachine/b"));
  world.set_money("3.50");
  EXPECT_THAT(calls_of(world.scheduled_plan()), ElementsAre("hibernate_instance VirtualMachine/b",
                                                            "hibernate_instance VirtualMachine/c"));
  hold("b", active, std::chrono::hours(1));
  EXPECT_THAT(calls_of(world.scheduled_plan()), ElementsAre("hibernate_instance VirtualMachine/a",
                                                            "hibernate_instance VirtualMachine/c"))
      << "who is held awake stays awake";
}

TEST_F(PowerSchedules, who_was_hibernated_for_credit_waits_until_it_lasts_twice_as_long) {
  for (const char* name : {"a", "b", "c"}) world.have(name, long_ago).power_state = active;
  budget();
  world.set_money("8.99");
  world.carry_out();
  ASSERT_EQ(world.machine("a").state, VmState::hibernated);
  for (const char* balance : {"8.90", "9.10", "17.90"}) {
    world.set_money(balance);
    EXPECT_THAT(calls_of(world.scheduled_plan()), IsEmpty()) << balance;
    EXPECT_THAT(reasons_of(world.scheduled()), Contains("VirtualMachine/a WaitingForCredit"))
        << balance;
  }
  world.set_money("18.10");
  EXPECT_THAT(calls_of(world.scheduled_plan()), ElementsAre("restore_instance VirtualMachine/a"));
}

TEST_F(PowerSchedules, what_sleeps_by_schedule_is_no_longer_paid_for) {
  for (const char* name : {"a", "b", "c"}) world.have(name, long_ago).power_state = active;
  budget();
  nights({"c"});
  world.now = at("2026-01-15T19:00:00Z");
  world.set_money("8.00");
  EXPECT_THAT(calls_of(world.scheduled_plan()), ElementsAre("hibernate_instance VirtualMachine/c"));
}

TEST_F(PowerSchedules, wake_when_the_credit_is_about_to_be_low) {
  world.have("a", long_ago).power_state = active;
  budget();
  world.set_money("5.00");  // ten hours
  EXPECT_EQ(world.scheduled().wake_at, world.now + std::chrono::hours(4));
  world.live.market.balance.reset();
  EXPECT_THAT(reasons_of(world.scheduled()), ElementsAre("Budget/limits CreditUnknown"));
}

}  // namespace
}  // namespace muster::testing
