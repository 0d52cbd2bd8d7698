#include "diff/direct.hpp"

#include "diff/render.hpp"
#include "tests/diff/copies.hpp"
#include "tests/support/world_builder.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

using testing::TestWorld;

class DirectPlan : public ::testing::Test {
 protected:
  DirectPlan() {
    world.want("alice", testing::key_spec());
    world.want("trainer", testing::machine_spec());
    world.apply();
    PriceList prices;
    prices.gpus = {{Tier::legacy, "RTX-A6000", {{Currency::usd, money("0.69")}}, 4}};
    prices.volumes = {{Tier::advanced, VolumeType::nvme, {{Currency::usd, money("0.3")}}}};
    prices.hibernated_machine = {{Currency::usd, money("0.01")}};
    world.live.market.prices = prices;
    world.live.market.balance = money("100");
  }

  static Money money(std::string_view text) { return *parse_money(text, Currency::usd); }

  InventoryItem item(Kind kind, const std::string& name) const {
    for (auto& found : inventory(kind, world.live, world.recorded))
      if (found.name == name) return found;
    throw std::out_of_range("no item " + name);
  }
  Result<Plan> plan(Kind kind, const std::string& name, Operation operation) const {
    return plan_directly({kind, item(kind, name), std::move(operation)}, world.desired, world.live,
                         world.recorded);
  }
  Result<Plan> of_trainer(Operation operation) const {
    return plan(Kind::virtual_machine, "trainer", std::move(operation));
  }
  /// Nobody's from now on.
  void disown() { world.recorded.resources.edit().erase({Kind::virtual_machine, "trainer"}); }

  TestWorld world;
};

TEST_F(DirectPlan, does_one_thing_and_knows_what_it_rests_on) {
  const auto plan = of_trainer(HibernateInstance{});
  ASSERT_TRUE(plan.has_value()) << plan.error().text();
  EXPECT_EQ(testing::programme(*plan),
            std::vector<std::string>{"hibernate_instance VirtualMachine/trainer"});
  ASSERT_EQ(plan->observations.size(), 1U);
  EXPECT_EQ(plan->steps[0].relies_on, std::vector<std::size_t>{0});
  ASSERT_EQ(plan->records.size(), 1U);
  EXPECT_FALSE(plan->hash.empty());
}

TEST_F(DirectPlan, says_what_it_costs_whoever_owns_the_thing) {
  for (const bool managed : {true, false}) {
    if (!managed) disown();
    const auto plan = of_trainer(HibernateInstance{});
    ASSERT_TRUE(plan.has_value()) << plan.error().text();
    EXPECT_EQ(plan->changes[0].cost, (CostChange{money("0.69"), money("0.01")}));
    ASSERT_TRUE(plan->cost.has_value());
    EXPECT_EQ(plan->cost->account_after.known, money("0.01"));
    EXPECT_EQ(plan->cost->project_before.known, managed ? money("0.69") : money("0"));
  }
}

TEST_F(DirectPlan, tells_that_stopping_saves_nothing_and_what_is_lost) {
  EXPECT_NE(render_text(*of_trainer(StopInstance{}), {}).find("stopping saves nothing"),
            std::string::npos);
  EXPECT_NE(render_text(*of_trainer(HibernateInstance{}), {}).find("ephemeral disk is lost"),
            std::string::npos);
  EXPECT_NE(render_text(*of_trainer(DeleteInstance{}), {}).find("root disk"), std::string::npos);
}

TEST_F(DirectPlan, refuses_in_the_wrong_state_and_says_what_to_do) {
  struct Case {
    VmState state;
    Operation operation;
    const char* says;
  };
  const auto cases = std::to_array<Case>({
      {VmState::stopped, HibernateInstance{}, "muster vm start trainer"},
      {VmState::stopped, RebootInstance{}, "muster vm start trainer"},
      {VmState::hibernated, StopInstance{}, "muster vm restore trainer"},
      {VmState::hibernated, StartInstance{}, "muster vm restore trainer"},
      {VmState::stopped, RestoreInstance{}, "not hibernated; start it: muster vm start trainer"},
      {VmState::creating, StopInstance{}, "wait until it rests"},
      {VmState::error, HibernateInstance{}, "reboot or delete it"},
  });
  for (const auto& c : cases) {
    SCOPED_TRACE(c.says);
    world.machine("trainer").state = c.state;
    const auto plan = of_trainer(c.operation);
    ASSERT_FALSE(plan.has_value());
    EXPECT_EQ(plan.error().code(), Errc::rejected);
    EXPECT_NE(plan.error().text().find(c.says), std::string::npos) << plan.error().text();
  }
}

TEST_F(DirectPlan, is_empty_when_it_is_so_already) {
  const auto cases =
      std::to_array<std::pair<VmState, Operation>>({{VmState::stopped, StopInstance{}},
                                                    {VmState::active, StartInstance{}},
                                                    {VmState::active, RestoreInstance{}},
                                                    {VmState::hibernated, HibernateInstance{}}});
  for (const auto& [state, operation] : cases) {
    SCOPED_TRACE(operation_name(operation));
    world.machine("trainer").state = state;
    const auto plan = of_trainer(operation);
    ASSERT_TRUE(plan.has_value());
    EXPECT_TRUE(plan->empty());
    ASSERT_EQ(plan->notes.size(), 1U);
    EXPECT_NE(plan->notes[0].find("nothing to do"), std::string::npos);
  }
}

TEST_F(DirectPlan, never_deletes_what_is_protected) {
  world.recorded.resources.edit().at({Kind::virtual_machine, "trainer"}).protect = true;
  EXPECT_EQ(of_trainer(DeleteInstance{}).error().code(), Errc::denied);
  EXPECT_TRUE(of_trainer(StopInstance{}).has_value());
  world.recorded.resources.edit().at({Kind::virtual_machine, "trainer"}).protect = false;
  world.wanted({Kind::virtual_machine, "trainer"}).lifecycle.protect = true;
  EXPECT_EQ(of_trainer(DeleteInstance{}).error().code(), Errc::denied) << "not applied yet";
}

TEST_F(DirectPlan, detaches_data_volumes_before_their_machine_goes) {
  world.want("data", testing::volume_spec());
  auto spec = testing::machine_spec();
  spec.volumes = {testing::managed<Kind::volume>("data")};
  world.want("trainer", spec);
  world.apply();
  EXPECT_EQ(testing::programme(*of_trainer(DeleteInstance{})),
            (std::vector<std::string>{"detach_volumes VirtualMachine/trainer",
                                      "delete_instance VirtualMachine/trainer"}));
}

TEST_F(DirectPlan, says_what_the_next_apply_makes_of_it) {
  EXPECT_NE(of_trainer(StopInstance{})->notes.at(0).find("leaves it so"), std::string::npos);
  EXPECT_NE(of_trainer(DeleteInstance{})->notes.at(0).find("makes it anew"), std::string::npos);
  auto spec = testing::machine_spec();
  spec.power_state = PowerState::active;
  world.want("trainer", spec);
  world.apply();
  EXPECT_NE(of_trainer(StopInstance{})->notes.at(0).find("drift from powerState: Active"),
            std::string::npos);
  disown();
  EXPECT_TRUE(of_trainer(StopInstance{})->notes.empty());
}

TEST_F(DirectPlan, of_a_clone_makes_what_nobody_owns) {
  world.want("fast", testing::volume_spec(1000, Tier::advanced));
  world.apply();
  const Target source{{Kind::volume, "fast", true}, world.volume("fast").id};
  const auto plan = this->plan(Kind::volume, "fast", CloneVolume{"copy", source});
  ASSERT_TRUE(plan.has_value()) << plan.error().text();
  EXPECT_EQ(plan->steps[0].done_to, (ResourceKey{Kind::volume, "fast"}));
  EXPECT_EQ(plan->steps[0].cost, (CostChange{money("0"), money("0.3")}));
  const auto taken = this->plan(Kind::volume, "fast", CloneVolume{"fast", source});
  EXPECT_EQ(taken.error().code(), Errc::conflict);
}

TEST_F(DirectPlan, gives_up_no_gpus_that_may_not_come_back_unless_that_is_accepted) {
  world.live.market.stock = {
      {.region = "CANADA-1", .model = "RTX-A6000", .available = Availability{0}}};
  EXPECT_EQ(of_trainer(HibernateInstance{}).error().code(), Errc::no_capacity);
  const auto accepted = plan_directly({.kind = Kind::virtual_machine,
                                       .item = item(Kind::virtual_machine, "trainer"),
                                       .operation = HibernateInstance{},
                                       .accept_scarcity = true},
                                      world.desired, world.live, world.recorded);
  ASSERT_TRUE(accepted.has_value());
  EXPECT_NE(render_text(*accepted, {}).find("restoring it may fail"), std::string::npos);
  world.live.market.stock->front().available->count = 1;
  EXPECT_TRUE(of_trainer(HibernateInstance{}).has_value());
}

TEST_F(DirectPlan, restores_no_machine_whose_gpus_are_not_free) {
  world.machine("trainer").state = VmState::hibernated;
  EXPECT_TRUE(of_trainer(RestoreInstance{}).has_value()) << "stock that is not known stops nothing";
  world.live.market.stock = {
      {.region = "CANADA-1", .model = "RTX-A6000", .available = Availability{0}}};
  const auto plan = of_trainer(RestoreInstance{});
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().code(), Errc::no_capacity);
  EXPECT_NE(plan.error().text().find("1 x RTX-A6000 in CANADA-1"), std::string::npos);
  world.live.market.stock->front().available->count = 1;
  EXPECT_NE(render_text(*of_trainer(RestoreInstance{}), {}).find("Stock: enough for 1 x RTX-A6000"),
            std::string::npos);
}

TEST_F(DirectPlan, of_a_machine_from_a_snapshot_takes_gpus_and_is_priced) {
  world.want("golden", testing::snapshot_of("trainer"));
  world.apply();
  RestoreSnapshot operation{.name = "copy", .spec = testing::machine_spec()};
  operation.snapshot = {{Kind::snapshot, "golden", true}, item(Kind::snapshot, "golden").id};
  world.live.market.stock = {
      {.region = "CANADA-1", .model = "RTX-A6000", .available = Availability{1}}};
  const auto priced = plan(Kind::snapshot, "golden", operation);
  ASSERT_TRUE(priced.has_value()) << priced.error().text();
  EXPECT_EQ(priced->steps.back().cost, (CostChange{money("0"), money("0.69")}));
  ASSERT_TRUE(priced->stock && priced->stock->uses.size() == 1U);
  EXPECT_EQ(priced->stock->uses[0].needed, 1);
  world.live.market.stock->front().available->count = 0;
  EXPECT_EQ(plan(Kind::snapshot, "golden", operation).error().code(), Errc::no_capacity);
  // Its machine is gone, so nobody knows what comes back.
  operation.spec.gpu = {};
  const auto unknown = plan(Kind::snapshot, "golden", operation);
  ASSERT_TRUE(unknown.has_value()) << unknown.error().text();
  EXPECT_EQ(unknown->steps.back().cost, (CostChange{money("0"), std::nullopt}));
  EXPECT_NE(render_text(*unknown, {}).find("no price of machines whose GPUs are not known"),
            std::string::npos);
}

}  // namespace
}  // namespace muster
