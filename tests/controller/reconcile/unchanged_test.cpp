#include "controller/reconcile/unchanged.hpp"

#include "diff/render.hpp"
#include "tests/support/world_builder.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

/// A project that is as it should be: a machine, its key and a volume, with prices and credit.
Situation at_rest() {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("trainer", machine_spec());
  world.want("data", volume_spec());
  world.apply();
  Situation found{.live = world.live, .recorded = world.recorded, .options = world.options};
  Market& market = found.live.market;
  market.balance = Money{1'000'000'000'000, Currency::usd};
  market.prices.emplace();
  market.prices->volumes.push_back({.per_tb = {{Currency::usd, Money{1'000'000'000}}}});
  found.planned = make_plan(world.desired, found.live, found.recorded, found.options);
  EXPECT_TRUE(found.planned.plan.empty());
  return found;
}

TEST(Unchanged, saves_the_planning) {
  const auto found = at_rest();
  const auto planned = still_nothing_to_do(found, found);
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->plan.hash, found.planned.plan.hash);
}

TEST(Unchanged, says_how_long_the_credit_lasts_now) {
  const auto last = at_rest();
  auto now = last;
  now.live.market.balance->nanos /= 2;
  now.live.observed_at += std::chrono::hours(1);
  now.planned = {};
  const auto planned = still_nothing_to_do(last, now);
  ASSERT_TRUE(planned && planned->plan.runway && last.planned.plan.runway);
  const Runway& was = *last.planned.plan.runway;
  const Runway& is = *planned->plan.runway;
  EXPECT_EQ(is.balance, *now.live.market.balance);
  ASSERT_TRUE(was.before && is.before);
  EXPECT_LE(std::chrono::abs(*is.before - *was.before / 2), std::chrono::milliseconds(1));
  EXPECT_EQ(is.after, is.before);
  EXPECT_EQ(planned->plan.observed_at, now.live.observed_at);
}

struct Edit {
  const char* what;
  std::function<void(Situation&)> make;
};

class Changed : public ::testing::TestWithParam<Edit> {};

TEST_P(Changed, is_planned_anew) {
  const auto last = at_rest();
  auto now = last;
  GetParam().make(now);
  EXPECT_FALSE(still_nothing_to_do(last, now)) << GetParam().what;
}

const Edit edits[] = {
    {"a thing is gone", [](Situation& now) { now.live.volumes.clear(); }},
    {"a thing is new", [](Situation& now) { now.live.scripts.push_back({.name = "other"}); }},
    {"a machine stopped",
     [](Situation& now) { now.live.virtual_machines.front().state = VmState::stopped; }},
    {"a volume grew", [](Situation& now) { ++now.live.volumes.front().size.count; }},
    {"a rule is new",
     [](Situation& now) { now.live.virtual_machines.front().rules.push_back({}); }},
    {"fewer kinds were looked at", [](Situation& now) { now.live.observed.pop_back(); }},
    {"a record is gone",
     [](Situation& now) { now.recorded.resources.edit().erase(now.recorded.resources.begin()); }},
    {"a record says something else",
     [](Situation& now) { now.recorded.resources.edit().begin()->second.protect = true; }},
    {"a call is open", [](Situation& now) { now.recorded.open_intents.push_back({}); }},
    {"a price moved", [](Situation& now) { now.live.market.prices->volumes.clear(); }},
    {"a price cannot be read", [](Situation& now) { now.live.market.problems.push_back("none"); }},
    {"time has a say", [](Situation& now) { now.timed = DesiredState{}; }},
};
INSTANTIATE_TEST_SUITE_P(, Changed, ::testing::ValuesIn(edits));

TEST(Unchanged, is_of_no_use_where_something_was_to_be_done) {
  auto last = at_rest();
  last.planned.plan.steps.emplace_back();
  EXPECT_FALSE(still_nothing_to_do(last, last));
}

TEST(Unchanged, is_of_no_use_where_something_was_refused) {
  auto last = at_rest();
  last.planned.diagnostics.emplace_back();
  EXPECT_FALSE(still_nothing_to_do(last, last));
}

TEST(Unchanged, compares_what_time_makes_of_the_manifests) {
  auto last = at_rest();
  last.timed.emplace();
  last.timed->resources.push_back({.key = {Kind::volume, "data"}, .spec = volume_spec()});
  auto now = last;
  now.timed->resources.front().position.line = 7;
  EXPECT_TRUE(still_nothing_to_do(last, now));
  std::get<VolumeSpec>(now.timed->resources.front().spec).size.count = 1;
  EXPECT_FALSE(still_nothing_to_do(last, now));
}

DesiredState with_one_more() {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("trainer", machine_spec());
  world.want("data", volume_spec());
  world.want("scratch", volume_spec());
  return world.desired;
}

TEST(Foreseen, is_the_plan_that_the_next_look_leads_to) {
  const auto last = at_rest();
  const auto desired = with_one_more();
  auto foreseen = foresee(last, desired);
  ASSERT_TRUE(foreseen);
  auto now = last;
  now.live.market.balance->nanos /= 2;
  now.live.observed_at += std::chrono::seconds(5);
  const auto planned = as_foreseen(*std::move(foreseen), last, now);
  ASSERT_TRUE(planned);
  const auto made = make_plan(desired, now.live, now.recorded, now.options);
  EXPECT_FALSE(made.plan.empty());
  EXPECT_EQ(planned->plan.hash, made.plan.hash);
  EXPECT_EQ(render_json(planned->plan), render_json(made.plan));
}

TEST(Foreseen, is_refused_where_the_plan_would_be) {
  const auto last = at_rest();
  TestWorld world;
  world.desired = with_one_more();
  auto spec = machine_spec();
  spec.ssh_keys = {{.name = "nobody"}};
  world.want("web", std::move(spec));
  const auto planned = as_foreseen(*foresee(last, world.desired), last, last);
  const auto made = make_plan(world.desired, last.live, last.recorded, last.options);
  ASSERT_TRUE(planned && has_errors(made.diagnostics));
  EXPECT_EQ(planned->diagnostics.size(), made.diagnostics.size());
  EXPECT_EQ(planned->plan.hash, made.plan.hash);
  EXPECT_EQ(planned->stuck, made.stuck);
}

class ForeseenOtherwise : public ::testing::TestWithParam<Edit> {};

TEST_P(ForeseenOtherwise, is_planned_anew) {
  const auto last = at_rest();
  auto now = last;
  GetParam().make(now);
  EXPECT_FALSE(as_foreseen(*foresee(last, with_one_more()), last, now)) << GetParam().what;
}

const Edit edits_of_the_market[] = {
    {"the stock moved",
     [](Situation& now) { now.live.market.stock.emplace().push_back({.region = "CANADA-1"}); }},
    {"the balance is not known", [](Situation& now) { now.live.market.balance.reset(); }},
    {"the account has another currency",
     [](Situation& now) { now.live.market.balance->currency = Currency::inr; }},
};
INSTANTIATE_TEST_SUITE_P(Account, ForeseenOtherwise, ::testing::ValuesIn(edits));
INSTANTIATE_TEST_SUITE_P(Market, ForeseenOtherwise, ::testing::ValuesIn(edits_of_the_market));

TEST(Foreseen, is_nothing_where_time_has_a_say) {
  auto last = at_rest();
  last.timed = with_one_more();
  EXPECT_FALSE(foresee(last, with_one_more()));
}

TEST(Foreseen, is_nothing_where_the_credit_has_a_say) {
  TestWorld world;
  world.desired = with_one_more();
  world.want("limits", BudgetSpec{.min_runway = std::chrono::hours(24)});
  EXPECT_FALSE(foresee(at_rest(), world.desired));
}

}  // namespace
}  // namespace muster::testing
