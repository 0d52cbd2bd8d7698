#include "tests/support/world_builder.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

constexpr const char* dear = "H100-PCIe-80GB";
constexpr const char* cheap = "L40";

/// Wants four H100, or two of them in Norway, or two L40.
struct Choosy : TestWorld {
  Choosy() {
    want("alice", key_spec());
    apply();
    live.market.prices = PriceList{
        .gpus = {
            {.tier = Tier::legacy, .model = dear, .per_gpu = {{Currency::usd, money("2.50")}}},
            {.tier = Tier::legacy, .model = cheap, .per_gpu = {{Currency::usd, money("1.00")}}}}};
    live.market.balance = money("1000");
  }

  static Money money(const char* text) { return *parse_money(text, Currency::usd); }

  Resource& machine_wanted(const std::string& name = "a") {
    auto spec = machine_spec();
    spec.gpu = {{.model = dear, .count = 4},
                {{.model = dear, .count = 2, .region = "NORWAY-1"}, {.model = cheap, .count = 2}}};
    return want(name, spec);
  }
  VirtualMachineSpec& spec(const std::string& name = "a") {
    return std::get<VirtualMachineSpec>(wanted({Kind::virtual_machine, name}).spec);
  }
  /// GPUs of the dear ones in Canada and in Norway, and of the cheap ones.
  void stock(std::int64_t canada, std::int64_t norway, std::int64_t others) {
    live.market.stock.emplace();
    const auto add = [&](const char* region, const char* model, std::int64_t gpus) {
      live.market.stock->push_back({.region = region,
                                    .model = model,
                                    .tier = Tier::legacy,
                                    .available = Availability{gpus, false}});
    };
    add("CANADA-1", dear, canada);
    add("CANADA-1", cheap, others);
    add("NORWAY-1", dear, norway);
  }
  std::string chosen(const std::string& name = "a") const {
    const auto planned = plan();
    for (const auto& step : planned.plan.steps)
      if (const auto* deploy = std::get_if<DeployInstance>(&step.operation))
        if (step.resource.name == name)
          return std::to_string(deploy->spec.gpu.count) + " x " + deploy->spec.gpu.model + " in " +
                 deploy->spec.region;
    return "nothing";
  }
};

TEST(GpuChoice, is_the_first_that_is_in_stock) {
  Choosy world;
  world.machine_wanted();
  world.stock(4, 2, 2);
  EXPECT_EQ(world.chosen(), "4 x H100-PCIe-80GB in CANADA-1");
  world.stock(3, 2, 2);
  EXPECT_EQ(world.chosen(), "2 x H100-PCIe-80GB in NORWAY-1");
  world.stock(3, 1, 2);
  EXPECT_EQ(world.chosen(), "2 x L40 in CANADA-1");
  const auto planned = world.plan();
  ASSERT_TRUE(planned.plan.stock);
  EXPECT_EQ(
      planned.plan.stock->choices,
      (std::vector<GpuChosen>{{.resource = {Kind::virtual_machine, "a"},
                               .chosen = "2 x L40 in CANADA-1",
                               .passed_over = {"4 x H100-PCIe-80GB in CANADA-1: 3 are free",
                                               "2 x H100-PCIe-80GB in NORWAY-1: 1 is free"}}}));
}

TEST(GpuChoice, of_none_is_no_capacity) {
  Choosy world;
  world.machine_wanted();
  world.stock(3, 1, 0);
  const auto planned = world.plan();
  EXPECT_FALSE(planned.may_be_performed());
  ASSERT_EQ(planned.shortages.size(), 1U) << all_messages(planned.shortages);
  EXPECT_EQ(planned.shortages[0].message,
            "VirtualMachine/a: none of the GPUs that would do can be had: 4 x H100-PCIe-80GB in "
            "CANADA-1: 3 are free; 2 x H100-PCIe-80GB in NORWAY-1: 1 is free; 2 x L40 in CANADA-1: "
            "none is free");
}

TEST(GpuChoice, takes_what_is_known_before_what_is_not) {
  Choosy world;
  world.machine_wanted();
  EXPECT_EQ(world.chosen(), "4 x H100-PCIe-80GB in CANADA-1") << "nothing is known";
  world.stock(0, 0, 2);
  world.live.market.stock->back().available.reset();
  EXPECT_EQ(world.chosen(), "2 x L40 in CANADA-1") << "Norway says nothing";
  world.live.market.stock->at(1).available = Availability{0, false};
  EXPECT_EQ(world.chosen(), "2 x H100-PCIe-80GB in NORWAY-1") << "it may have some";
  EXPECT_TRUE(world.plan().may_be_performed());
}

TEST(GpuChoice, passes_over_what_costs_more_than_it_may) {
  Choosy world;
  world.machine_wanted();
  world.stock(8, 8, 8);
  world.spec().gpu.max_hourly = "9.99";
  EXPECT_EQ(world.chosen(), "2 x H100-PCIe-80GB in NORWAY-1");
  EXPECT_EQ(world.plan().plan.stock->choices[0].passed_over[0],
            "4 x H100-PCIe-80GB in CANADA-1: 10.00 USD per hour are above its maxHourly of 9.99");
  world.spec().gpu.max_hourly = "10";
  EXPECT_EQ(world.chosen(), "4 x H100-PCIe-80GB in CANADA-1");
  world.live.market.prices.reset();
  EXPECT_EQ(world.chosen(), "2 x H100-PCIe-80GB in NORWAY-1")
      << "an unknown price is not a low one";
}

TEST(GpuChoice, is_kept_while_it_is_on_the_list) {
  Choosy world;
  world.machine_wanted();
  world.stock(0, 0, 2);
  world.apply();
  EXPECT_EQ(world.machine("a").gpu_model, cheap);
  world.stock(100, 100, 100);
  EXPECT_TRUE(world.plan().plan.empty()) << "better ones are no reason to change";
  const auto& applied = world.recorded.resources.at({Kind::virtual_machine, "a"}).applied;
  EXPECT_EQ(*applied.at_path("/gpu/model"), Value(cheap));
  world.spec().gpu.others.pop_back();
  EXPECT_EQ(world.chosen(), "4 x H100-PCIe-80GB in CANADA-1") << "it is off the list";
}

TEST(GpuChoice, is_kept_by_the_record_when_the_account_says_something_odd) {
  Choosy world;
  world.machine_wanted();
  world.stock(0, 0, 2);
  world.apply();
  world.machine("a").gpu_model = "something else";
  const auto planned = world.plan();
  EXPECT_TRUE(planned.plan.empty());
}

TEST(GpuChoice, counts_what_others_take_in_turn) {
  Choosy world;
  for (const auto* name : {"a", "b", "c"}) world.machine_wanted(name);
  auto fixed = machine_spec();
  fixed.gpu = {{.model = dear, .count = 1}};
  world.want("z", fixed);
  world.stock(5, 2, 8);
  EXPECT_EQ(world.chosen("a"), "4 x H100-PCIe-80GB in CANADA-1");
  EXPECT_EQ(world.chosen("b"), "2 x H100-PCIe-80GB in NORWAY-1");
  EXPECT_EQ(world.chosen("c"), "2 x L40 in CANADA-1");
  EXPECT_EQ(world.chosen("z"), "1 x H100-PCIe-80GB in CANADA-1");
  EXPECT_TRUE(world.plan().may_be_performed()) << all_messages(world.plan().shortages);
}

TEST(GpuChoice, counts_what_is_given_back) {
  Choosy world;
  auto old = machine_spec();
  old.gpu = {{.model = dear, .count = 4}};
  world.want("old", old);
  world.apply();
  world.unwant({Kind::virtual_machine, "old"});
  world.machine_wanted();
  world.stock(0, 0, 0);
  EXPECT_EQ(world.chosen(), "4 x H100-PCIe-80GB in CANADA-1");
  EXPECT_TRUE(world.plan().may_be_performed()) << all_messages(world.plan().shortages);
}

TEST(GpuChoice, is_what_budgets_judge) {
  Choosy world;
  world.machine_wanted();
  world.stock(0, 0, 2);
  world.want("limits", BudgetSpec{.max_gpus = 2, .allowed_gpu_models = {cheap}});
  EXPECT_TRUE(world.plan().may_be_performed());
  world.stock(4, 0, 2);
  EXPECT_TRUE(has_errors(world.plan().denials));
}

}  // namespace
}  // namespace muster::testing
