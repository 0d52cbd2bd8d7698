// What plans cost, worked out by hand from the published price list.

#include "diff/cost.hpp"

#include "diff/cost_words.hpp"
#include "tests/diff/published_prices.hpp"
#include "tests/support/world_builder.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

VirtualMachineSpec trainer(std::int64_t gpus = 2) {
  auto spec = machine_spec();
  spec.gpu = {{.model = "H100-PCIe-NVLink-80GB", .count = gpus}};
  return spec;
}

const ResourceKey the_machine{Kind::virtual_machine, "trainer"};
const ResourceKey the_volume{Kind::volume, "data"};

/// An account with that balance and the published prices, and the key that machines want.
TestWorld priced(Currency currency, const char* balance = "1000") {
  TestWorld world;
  world.live.market.prices = published();
  world.live.market.balance = parse_money(balance, currency);
  world.want("alice", key_spec());
  return world;
}

void running(TestWorld& world) {
  world.want("trainer", trainer());
  world.apply();
}

void set_power(TestWorld& world, PowerState power) {
  auto spec = trainer();
  spec.power_state = power;
  world.want("trainer", spec);
}

struct PlanCase {
  const char* what;
  std::function<void(TestWorld&)> before;  // applied
  std::function<void(TestWorld&)> edit;    // planned
  Amounts project_before;
  Amounts project_after;
};

const Amounts nothing = {"0.00", "0.00", "0.00"};
const Amounts two_h100 = {"4.58", "4.78", "398.00"};
const Amounts asleep = {"0.01", "0.01", "1.00"};

std::vector<PlanCase> machine_cases() {
  const auto none = [](TestWorld&) {};
  return {
      {"a machine is created", none, [](auto& w) { w.want("trainer", trainer()); }, nothing,
       two_h100},
      {"a machine is created and stopped", none, [](auto& w) { set_power(w, PowerState::stopped); },
       nothing, two_h100},
      {"a machine is created and hibernated", none,
       [](auto& w) { set_power(w, PowerState::hibernated); }, nothing, asleep},
      {"a machine is stopped", running, [](auto& w) { set_power(w, PowerState::stopped); },
       two_h100, two_h100},
      {"a machine is hibernated", running, [](auto& w) { set_power(w, PowerState::hibernated); },
       two_h100, asleep},
      {"a machine is restored",
       [](auto& w) {
         set_power(w, PowerState::hibernated);
         w.apply();
       },
       [](auto& w) { set_power(w, PowerState::active); }, asleep, two_h100},
      {"a machine is deleted", running, [](auto& w) { w.unwant(the_machine); }, two_h100, nothing},
      {"a machine is replaced by a larger one",
       running,
       [](auto& w) { w.want("trainer", trainer(4)); },
       two_h100,
       {"9.16", "9.56", "796.00"}},
      {"a machine is replaced by one that is made first",
       running,
       [](auto& w) { w.want("trainer", trainer(4)).lifecycle.replace = Replace::create_first; },
       two_h100,
       {"9.16", "9.56", "796.00"}},
      {"an advanced machine is created",
       none,
       [](auto& w) { w.want("trainer", machine_spec(Tier::advanced)); },
       nothing,
       {"5.79", "5.99", "499.00"}},
      {"nothing that is billed is created", none,
       [](auto& w) {
         w.want("open", firewall_spec({rule("10.0.0.0/8")}));
         w.want("setup", script_spec());
       },
       nothing, nothing}};
}

std::vector<PlanCase> volume_cases() {
  const auto none = [](TestWorld&) {};
  const auto there = [](TestWorld& w) {
    w.want("data", volume_spec(500));
    w.apply();
  };
  const auto fast = [](TestWorld& w) {
    w.want("data", volume_spec(1000, Tier::advanced));
    w.apply();
  };
  return {{"a volume is created",
           none,
           [](auto& w) { w.want("data", volume_spec(500)); },
           nothing,
           {"0.05", "0.05", "5.00"}},
          {"a volume is deleted",
           there,
           [](auto& w) { w.unwant(the_volume); },
           {"0.05", "0.05", "5.00"},
           nothing},
          {"a volume is replaced by a larger one",
           there,
           [](auto& w) { w.want("data", volume_spec(800)); },
           {"0.05", "0.05", "5.00"},
           {"0.08", "0.08", "8.00"}},
          {"a volume grows in place",
           fast,
           [](auto& w) { w.want("data", volume_spec(1500, Tier::advanced)); },
           {"0.30", "0.35", "30.00"},
           {"0.45", "0.525", "45.00"}}};
}

void expect_costs(const PlanCase& c, std::size_t i) {
  auto world = priced(currencies[i]);
  c.before(world);
  c.edit(world);
  const auto planned = world.plan();
  ASSERT_FALSE(has_errors(planned.diagnostics)) << all_messages(planned.diagnostics);
  const Plan& plan = planned.plan;
  ASSERT_TRUE(plan.cost);
  EXPECT_EQ(plan.cost->currency, currencies[i]);
  EXPECT_EQ(format_exact(plan.cost->project_before.known), c.project_before[i]);
  EXPECT_EQ(format_exact(plan.cost->project_after.known), c.project_after[i]);
  EXPECT_EQ(plan.cost->account_after, plan.cost->project_after);
  EXPECT_EQ(plan.cost->project_after.unknown, 0U);
  // Each step from one amount to the next, and all of them from the first total to the last.
  Money moved{0, currencies[i]};
  for (const auto& step : plan.steps)
    if (step.cost) moved = moved + *step.cost->after - *step.cost->before;
  EXPECT_EQ(plan.cost->project_before.known + moved, plan.cost->project_after.known);
  for (const auto& change : plan.changes)
    if (change.key == the_machine || change.key == the_volume) {
      EXPECT_EQ(shown(change.cost->before), c.project_before[i]);
      EXPECT_EQ(shown(change.cost->after), c.project_after[i]);
    }
}

TEST(PlanCost, is_what_it_is_by_hand) {
  auto cases = machine_cases();
  for (auto& c : volume_cases()) cases.push_back(c);
  for (const auto& c : cases)
    for (std::size_t i = 0; i < currencies.size(); ++i) {
      SCOPED_TRACE(std::string(c.what) + " in " + std::string(to_string(currencies[i])));
      expect_costs(c, i);
    }
}

TEST(PlanCost, tells_what_is_saved_and_what_is_not) {
  struct Case {
    std::function<void(TestWorld&)> edit;
    const char* saving;
  };
  for (const auto& c : {Case{[](auto& w) { set_power(w, PowerState::hibernated); },
                             "hibernating saves 4.57 USD per hour"},
                        Case{[](auto& w) { set_power(w, PowerState::stopped); },
                             "stopping saves nothing: stopped machines are billed in full "
                             "(VirtualMachine/trainer, 4.58 USD per hour); hibernating them would"},
                        Case{[](auto& w) { w.unwant(the_machine); },
                             "what is deleted no longer costs 4.58 USD per hour"}}) {
    auto world = priced(Currency::usd);
    running(world);
    c.edit(world);
    EXPECT_THAT(world.plan().plan.cost->savings, ElementsAre(c.saving));
  }
  auto world = priced(Currency::usd);
  set_power(world, PowerState::hibernated);
  EXPECT_THAT(world.plan().plan.cost->savings, IsEmpty()) << "it was never billed";
}

TEST(PlanCost, counts_both_machines_once_while_one_follows_the_other) {
  auto world = priced(Currency::usd);
  running(world);
  world.want("trainer", trainer(4)).lifecycle.replace = Replace::create_first;
  const auto plan = world.plan().plan;
  ASSERT_EQ(plan.cost->one_off.size(), 1U);
  // Three minutes of 4.58 USD per hour.
  EXPECT_EQ(plan.cost->one_off[0],
            "VirtualMachine/trainer: the old machine runs for about 3m beside the new one, for "
            "about 0.2290 USD");
}

TEST(PlanCost, tells_the_project_from_the_rest_of_the_account) {
  auto world = priced(Currency::usd);
  world.live.virtual_machines.push_back(machine(Tier::advanced, "B300-262GB", 1, VmState::stopped));
  world.live.virtual_machines.back().id = {"foreign"};
  world.live.snapshots.push_back({.id = {"foreign-s"}, .size = {250}});
  world.want("trainer", trainer());
  const auto cost = *world.plan().plan.cost;
  EXPECT_EQ(format_exact(cost.project_before.known), "0.00");
  EXPECT_EQ(format_exact(cost.project_after.known), "4.58");
  EXPECT_EQ(format_exact(cost.account_before.known), "6.04");  // 5.79 + 0.25
  EXPECT_EQ(format_exact(cost.account_after.known), "10.62");
}

TEST(PlanCost, goes_on_for_what_is_only_forgotten) {
  auto world = priced(Currency::usd);
  running(world);
  world.wanted(the_machine).lifecycle.on_delete = OnDelete::retain;
  world.apply();
  world.unwant(the_machine);
  const auto cost = *world.plan().plan.cost;
  EXPECT_EQ(format_exact(cost.project_before.known), "4.58");
  EXPECT_EQ(format_exact(cost.project_after.known), "0.00");
  EXPECT_EQ(format_exact(cost.account_after.known), "4.58");
  EXPECT_THAT(cost.savings, IsEmpty());
}

TEST(PlanCost, keeps_the_prices_that_it_counted_with_and_their_digest) {
  auto world = priced(Currency::eur);
  world.want("trainer", trainer());
  world.want("data", volume_spec(500));
  const auto cost = *world.plan().plan.cost;
  const auto eur = [](const char* text) { return *parse_money(text, Currency::eur); };
  EXPECT_THAT(cost.prices, ElementsAre(PriceSeen{"H100-PCIe-NVLink-80GB on legacy", eur("2.39")},
                                       PriceSeen{"SSD volumes", eur("0.10")}));
  EXPECT_EQ(cost.prices_digest.size(), 64U);
  world.live.market.prices->volumes[0].per_tb[Currency::eur] = eur("0.11");
  EXPECT_NE(world.plan().plan.cost->prices_digest, cost.prices_digest);
  world.live.market.prices->gpus[3].per_gpu[Currency::eur] = eur("99");  // of what is not there
  const auto other = world.plan().plan.cost->prices_digest;
  world.live.market.prices->gpus[3].per_gpu[Currency::eur] = eur("98");
  EXPECT_EQ(world.plan().plan.cost->prices_digest, other);
}

TEST(PlanCost, of_a_price_that_is_missing_is_unknown_and_never_nothing) {
  for (const Currency missing : currencies) {
    auto world = priced(missing);
    world.live.market.prices->gpus[0].per_gpu.erase(missing);
    world.want("trainer", trainer());
    world.want("data", volume_spec(500));
    const auto plan = world.plan().plan;
    EXPECT_EQ(plan.cost->project_after.unknown, 1U);
    const auto* change = change_of(plan, the_machine);
    ASSERT_TRUE(change != nullptr && change->cost);
    EXPECT_FALSE(change->cost->after);
    EXPECT_THAT(cost_lines(plan),
                Contains(HasSubstr("-> at least 0.05")).Times(missing == Currency::inr ? 0 : 1));
    EXPECT_THAT(plan.cost->unknown,
                ElementsAre(HasSubstr("no price of H100-PCIe-NVLink-80GB on legacy in " +
                                      std::string(to_string(missing)) + " is known")));
    ASSERT_TRUE(plan.runway);
    EXPECT_FALSE(plan.runway->known);
  }
}

TEST(PlanCost, is_left_out_without_prices) {
  TestWorld world;
  world.live.market.balance = parse_money("10", Currency::usd);
  world.live.market.problems = {
      "prices could not be read (protocol): what this costs is not known"};
  world.want("data", volume_spec(500));
  const auto plan = world.plan().plan;
  EXPECT_FALSE(plan.cost || plan.runway);
  EXPECT_THAT(cost_lines(plan), IsEmpty());
  EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("prices could not be read")));
}

TEST(Runway, is_the_balance_over_the_burn_of_the_account) {
  struct Case {
    const char* balance;
    std::int64_t gpus;
    const char* line;
  };
  // The plan was made at 2026-01-15 10:30; 4.58 USD an hour for two GPUs.
  for (const auto& c :
       {Case{"458", 2,
             "Credit: 458.00 USD lasts about 4d4h, until 2026-01-19 14:30 UTC; without "
             "this plan it is not used up."},
        Case{"100", 2,
             "Credit: 100.00 USD lasts about 21h50m, until 2026-01-16 08:20 UTC; without "
             "this plan it is not used up."},
        Case{"0", 2, "Credit: 0.00 USD is used up."},
        Case{"-3.5", 2, "Credit: -3.50 USD is used up."},
        Case{"10000000", 2,
             "Credit: 10000000.00 USD lasts more than 100 years; without this plan it "
             "is not used up."}}) {
    auto world = priced(Currency::usd, c.balance);
    world.want("trainer", trainer(c.gpus));
    EXPECT_THAT(cost_lines(world.plan().plan), Contains(c.line));
  }
  auto world = priced(Currency::usd, "458");
  running(world);
  world.want("trainer", trainer(4));
  EXPECT_THAT(cost_lines(world.plan().plan),
              Contains("Credit: 458.00 USD lasts about 2d2h, until 2026-01-17 12:30 UTC; without "
                       "this plan it lasts about 4d4h."));
  world.live.market.balance.reset();
  EXPECT_FALSE(world.plan().plan.runway);
}

TEST(CostLines, give_the_hour_and_the_month) {
  auto world = priced(Currency::inr);
  world.want("trainer", trainer());
  EXPECT_THAT(
      cost_lines(world.plan().plan),
      Contains(StartsWith("Cost: 0.00 INR -> 398.00 INR per hour, 0.00 INR -> 290540.00 INR "
                          "per month of 730 hours.")));
}

}  // namespace
}  // namespace muster
