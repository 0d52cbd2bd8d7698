#include "diff/stock.hpp"

#include "diff/stock_book.hpp"
#include "tests/support/world_builder.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

constexpr const char* model = "RTX-A6000";  // of machine_spec

StockRow row(std::string region, std::string of, std::optional<Availability> available,
             std::map<std::int64_t, Availability> machines_of = {}) {
  return {.region = std::move(region),
          .model = std::move(of),
          .tier = Tier::legacy,
          .available = available,
          .said = available ? "" : "plenty",
          .machines_of = std::move(machines_of)};
}

GpuDemand demand(std::int64_t gpus) {
  return {"CANADA-1", model, Tier::legacy, gpus};
}

TEST(StockBook, compares_with_what_the_service_says) {
  struct Case {
    const char* reason;
    StockRow row;
    std::int64_t gpus;
    StockVerdict verdict;
  };
  using enum StockVerdict;
  const std::vector<Case> cases = {
      {"as many as there are", row("CANADA-1", model, Availability{4}), 4, enough},
      {"one too many", row("CANADA-1", model, Availability{4}), 5, lacking},
      {"none at all", row("CANADA-1", model, Availability{0}), 1, lacking},
      {"up to a lower bound", row("CANADA-1", model, Availability{200, true}), 200, enough},
      {"beyond a lower bound", row("CANADA-1", model, Availability{200, true}), 201, unknown},
      {"a figure that is none", row("CANADA-1", model, std::nullopt), 1, unknown},
      {"another region", row("NORWAY-1", model, Availability{9}), 1, unknown},
      {"another model", row("CANADA-1", "L40", Availability{9}), 1, unknown},
      {"enough GPUs, but in small machines",
       row("CANADA-1", model, Availability{8}, {{1, {8}}, {4, {0}}}), 4, lacking},
      {"only the sizes are said", row("CANADA-1", model, std::nullopt, {{4, {1}}}), 4, enough},
      {"another size is said", row("CANADA-1", model, std::nullopt, {{4, {1}}}), 2, unknown},
  };
  for (const auto& each : cases) {
    Market market;
    market.stock = {each.row};
    EXPECT_EQ(StockBook(market).fits(demand(each.gpus)), each.verdict) << each.reason;
  }
}

TEST(StockBook, knows_nothing_without_a_list) {
  const Market market;
  EXPECT_EQ(StockBook(market).fits(demand(1)), StockVerdict::unknown);
  EXPECT_FALSE(StockBook(market).is_sold_out(demand(1)));
}

TEST(StockBook, tells_the_tiers_apart) {
  Market market;
  market.stock = {row("CANADA-1", model, Availability{4})};
  const GpuDemand advanced{"CANADA-1", model, Tier::advanced, 1};
  EXPECT_EQ(StockBook(market).fits(advanced), StockVerdict::unknown);
  market.stock->front().tier.reset();
  EXPECT_EQ(StockBook(market).fits(advanced), StockVerdict::enough);
}

TEST(StockBook, counts_what_is_taken_and_given_back_by_size) {
  Market market;
  market.stock = {row("CANADA-1", model, Availability{8}, {{1, {8}}, {2, {4}}, {8, {1}}})};
  StockBook book(market);
  book.take(demand(8));
  EXPECT_EQ(book.fits(demand(1)), StockVerdict::lacking);
  book.give(demand(2));
  EXPECT_EQ(book.fits(demand(2)), StockVerdict::enough);
  EXPECT_EQ(book.fits(demand(8)), StockVerdict::lacking);
}

/// A project whose key is there already.
struct Team : TestWorld {
  Team() {
    want("alice", key_spec());
    apply();
  }
  void stock(std::int64_t gpus, bool at_least = false) {
    live.market.stock = {row("CANADA-1", model, Availability{gpus, at_least}),
                         row("NORWAY-1", model, Availability{8})};
  }
  Resource& machine_wanted(const std::string& name, std::int64_t gpus = 4) {
    auto spec = machine_spec();
    spec.gpu.count = gpus;
    return want(name, spec);
  }
  Plan apply_all() {
    live.market.stock.reset();
    return apply();
  }
};

const StockUse& use_of(const Planned& planned) {
  static const StockUse none;
  EXPECT_TRUE(planned.plan.stock && !planned.plan.stock->uses.empty());
  return planned.plan.stock && !planned.plan.stock->uses.empty() ? planned.plan.stock->uses.front()
                                                                 : none;
}

TEST(PlanStock, sums_up_what_all_machines_take) {
  Team team;
  team.machine_wanted("a");
  team.machine_wanted("b");
  team.stock(8);
  EXPECT_TRUE(team.plan().may_be_performed());
  EXPECT_EQ(use_of(team.plan()).needed, 8);
  team.stock(7);
  const auto planned = team.plan();
  EXPECT_FALSE(planned.may_be_performed());
  EXPECT_FALSE(planned.plan.empty()) << "it is shown all the same";
  EXPECT_EQ(use_of(planned).verdict, StockVerdict::lacking);
  ASSERT_EQ(planned.shortages.size(), 1U);
  EXPECT_EQ(planned.shortages[0].message,
            "VirtualMachine/b needs 4 x RTX-A6000 in CANADA-1, and 7 are free there, of which "
            "others of this plan take 4; there are 8 in NORWAY-1");
  EXPECT_EQ(planned.shortages[0].position.line,
            team.wanted({Kind::virtual_machine, "b"}).position.line);
}

TEST(PlanStock, that_is_not_known_stops_nothing) {
  Team team;
  team.machine_wanted("a");
  EXPECT_TRUE(team.plan().may_be_performed());
  EXPECT_EQ(use_of(team.plan()).verdict, StockVerdict::unknown);
  EXPECT_EQ(use_of(team.plan()).available, "");
  team.stock(2, true);
  EXPECT_TRUE(team.plan().may_be_performed());
  EXPECT_EQ(use_of(team.plan()).verdict, StockVerdict::unknown);
  EXPECT_EQ(use_of(team.plan()).available, "2+");
}

TEST(PlanStock, counts_what_a_replacement_gives_back) {
  Team team;
  team.machine_wanted("a");
  team.apply_all();
  auto& wanted = std::get<VirtualMachineSpec>(team.wanted({Kind::virtual_machine, "a"}).spec);
  wanted.boot.os_image = "Debian 12";
  team.options.accept_scarcity = true;
  team.stock(0);
  EXPECT_TRUE(team.plan().may_be_performed());
  EXPECT_EQ(use_of(team.plan()).given_back, 4);
  wanted.gpu.count = 8;
  team.stock(3);
  EXPECT_FALSE(team.plan().may_be_performed());
  team.stock(4);
  EXPECT_TRUE(team.plan().may_be_performed());
}

TEST(PlanStock, of_a_successor_that_comes_first_is_needed_beside_the_old_machine) {
  Team team;
  team.machine_wanted("a");
  team.apply_all();
  auto& resource = team.wanted({Kind::virtual_machine, "a"});
  resource.lifecycle.replace = Replace::create_first;
  std::get<VirtualMachineSpec>(resource.spec).boot.os_image = "Debian 12";
  team.stock(3);
  EXPECT_FALSE(team.plan().may_be_performed());
  team.stock(4);
  EXPECT_TRUE(team.plan().may_be_performed());
  EXPECT_EQ(use_of(team.plan()).given_back, 0);
}

TEST(PlanStock, makes_a_machine_wait_for_what_another_gives_back) {
  Team team;
  team.machine_wanted("z");
  team.apply_all();
  team.unwant({Kind::virtual_machine, "z"});
  team.machine_wanted("a");
  team.stock(4);
  auto planned = team.plan();
  EXPECT_EQ(use_of(planned).given_back, 0) << "the stock does";
  team.stock(0);
  planned = team.plan();
  EXPECT_TRUE(planned.may_be_performed()) << all_messages(planned.shortages);
  EXPECT_EQ(use_of(planned).given_back, 4);
  EXPECT_EQ(programme(planned.plan),
            (std::vector<std::string>{"delete_instance VirtualMachine/z",
                                      "deploy_instance VirtualMachine/a"}));
  EXPECT_EQ(planned.plan.steps[1].after, std::vector<std::size_t>{0});
}

TEST(PlanStock, never_makes_successors_wait_for_each_other) {
  Team team;
  for (const auto* name : {"a", "b"}) team.machine_wanted(name);
  team.apply_all();
  for (const auto* name : {"a", "b"}) {
    auto& resource = team.wanted({Kind::virtual_machine, name});
    resource.lifecycle.replace = Replace::create_first;
    std::get<VirtualMachineSpec>(resource.spec).boot.os_image = "Debian 12";
  }
  team.stock(4);
  const auto one_after_the_other = team.plan();
  EXPECT_TRUE(one_after_the_other.may_be_performed())
      << all_messages(one_after_the_other.shortages);
  team.stock(0);
  EXPECT_FALSE(team.plan().may_be_performed());
}

TEST(PlanStock, is_needed_to_restore_and_given_back_by_hibernation) {
  Team team;
  team.machine_wanted("a");
  team.machine_wanted("b");
  team.apply_all();
  const auto set_power = [&](const char* name, PowerState state) {
    std::get<VirtualMachineSpec>(team.wanted({Kind::virtual_machine, name}).spec).power_state =
        state;
  };
  set_power("a", PowerState::hibernated);
  team.apply_all();
  set_power("a", PowerState::active);
  team.stock(3);
  auto planned = team.plan();
  EXPECT_FALSE(planned.may_be_performed());
  EXPECT_EQ(use_of(planned).needed, 4);
  set_power("b", PowerState::hibernated);
  planned = team.plan();
  EXPECT_TRUE(planned.may_be_performed()) << all_messages(planned.shortages);
  EXPECT_EQ(use_of(planned).given_back, 4);
}

TEST(PlanStock, is_no_part_of_the_hash) {
  Team team;
  team.machine_wanted("a");
  team.stock(7);
  const auto hash = team.plan().plan.hash;
  team.stock(9);
  EXPECT_EQ(team.plan().plan.hash, hash);
}

TEST(PlanStock, is_looked_at_again_for_a_plan_made_earlier) {
  Team team;
  team.machine_wanted("a");
  team.stock(9);
  const auto plan = team.plan().plan;
  const auto now = [&](std::int64_t gpus) {
    team.stock(gpus);
    return shortages_now(plan, team.live);
  };
  EXPECT_TRUE(now(4).empty()) << "another number that does";
  ASSERT_EQ(now(3).size(), 1U);
  EXPECT_EQ(now(3)[0],
            "VirtualMachine/a needs 4 x RTX-A6000 in CANADA-1, and 3 are free there; there are 8 "
            "in NORWAY-1");
  team.live.market.stock.reset();
  EXPECT_TRUE(shortages_now(plan, team.live).empty()) << "not known now";
}

struct ScarcityCase {
  const char* reason;
  std::int64_t stock;
  bool hibernates;
  Replace replace;
  bool written;
  bool accepted;
  bool marked;
  bool refused;
};

class Scarcity : public ::testing::TestWithParam<ScarcityCase> {};

TEST_P(Scarcity, is_marked_and_refused_unless_accepted) {
  const auto& each = GetParam();
  Team team;
  team.machine_wanted("a");
  team.apply_all();
  auto& resource = team.wanted({Kind::virtual_machine, "a"});
  auto& spec = std::get<VirtualMachineSpec>(resource.spec);
  if (each.hibernates)
    spec.power_state = PowerState::hibernated;
  else
    spec.gpu = {{.model = "L40", .count = 4}};
  resource.lifecycle.replace = each.replace;
  if (each.written) resource.field_positions = FieldPositions({{"/spec/lifecycle/replace"}});
  team.options.accept_scarcity = each.accepted;
  team.stock(each.stock);
  const auto planned = team.plan();
  EXPECT_EQ(planned.may_be_performed(), !each.refused)
      << each.reason << all_messages(planned.shortages);
  const auto* change = change_of(planned.plan, {Kind::virtual_machine, "a"});
  ASSERT_NE(change, nullptr) << each.reason;
  const bool marked = std::ranges::any_of(change->warnings, [](const std::string& warning) {
    return warning.find("4 x RTX-A6000 in CANADA-1, of which none is left") != std::string::npos;
  });
  EXPECT_EQ(marked, each.marked) << each.reason;
}

INSTANTIATE_TEST_SUITE_P(
    Plan, Scarcity,
    ::testing::Values(
        ScarcityCase{"some are left", 1, false, Replace::allow, false, false, false, false},
        ScarcityCase{"nobody decided", 0, false, Replace::allow, false, false, true, true},
        ScarcityCase{"the manifest says so", 0, false, Replace::allow, true, false, true, false},
        ScarcityCase{"the user says so", 0, false, Replace::allow, false, true, true, false},
        ScarcityCase{"nothing is given up before", 0, false, Replace::create_first, true, false,
                     false, false},
        ScarcityCase{"hibernation", 0, true, Replace::allow, false, false, true, true},
        ScarcityCase{"replacing is another thing", 0, true, Replace::allow, true, false, true,
                     true},
        ScarcityCase{"accepted hibernation", 0, true, Replace::allow, false, true, true, false}));

TEST(Scarcity, that_came_after_the_plan_was_made_stops_it) {
  Team team;
  team.machine_wanted("a");
  team.apply_all();
  auto& resource = team.wanted({Kind::virtual_machine, "a"});
  std::get<VirtualMachineSpec>(resource.spec).power_state = PowerState::hibernated;
  team.stock(5);
  const auto plan = team.plan().plan;
  EXPECT_TRUE(shortages_now(plan, team.live).empty());
  team.stock(0);
  EXPECT_EQ(shortages_now(plan, team.live),
            std::vector<std::string>{
                "VirtualMachine/a: hibernating it gives up 4 x RTX-A6000 in CANADA-1, of which "
                "none is left: restoring it may fail"});
  team.options.accept_scarcity = true;
  EXPECT_TRUE(shortages_now(team.plan().plan, team.live).empty());
}

}  // namespace
}  // namespace muster::testing
