#include "controller/execute/ready_set.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using Indices = std::vector<std::size_t>;
using StepState = ReadySet::State;

Step step(Indices needs, Indices after = {}) {
  return Step{.operation = Remember{}, .needs = std::move(needs), .after = std::move(after)};
}

Indices take_all(ReadySet& set) {
  Indices taken;
  while (auto next = set.take()) taken.push_back(*next);
  return taken;
}

TEST(ReadySet, starts_with_what_waits_for_nothing_lowest_first) {
  ReadySet set({step({}), step({0}), step({}), step({}, {2})});
  EXPECT_EQ(take_all(set), (Indices{0, 2}));
  EXPECT_EQ(set.running(), 2U);
}

TEST(ReadySet, releases_a_step_when_the_last_of_its_needs_succeeds) {
  ReadySet set({step({}), step({}), step({0, 1})});
  take_all(set);
  set.finish(0, true);
  EXPECT_FALSE(set.take());
  set.finish(1, true);
  EXPECT_EQ(set.take(), 2U);
}

TEST(ReadySet, a_failure_skips_all_that_need_it_directly_or_not) {
  ReadySet set({step({}), step({0}), step({1}), step({})});
  take_all(set);
  const auto skipped = set.finish(0, false);
  EXPECT_EQ(skipped, (std::vector<ReadySet::Skipped>{{1, 0}, {2, 1}}));
  EXPECT_EQ(set.state(2), StepState::skipped);
  EXPECT_EQ(set.ended(), 3U);
}

TEST(ReadySet, what_comes_after_a_failed_or_skipped_step_goes_on) {
  ReadySet set({step({}), step({0}), step({}, {1})});
  take_all(set);
  set.finish(0, false);
  EXPECT_EQ(set.take(), 2U);
}

TEST(ReadySet, a_step_named_in_both_lists_counts_once_it_ends) {
  ReadySet set({step({}), step({0}, {0})});
  take_all(set);
  set.finish(0, true);
  EXPECT_EQ(set.take(), 1U);
}

TEST(ReadySet, an_empty_plan_has_nothing_to_do) {
  ReadySet set({});
  EXPECT_FALSE(set.take());
  EXPECT_EQ(set.size(), 0U);
}

TEST(ReadySet, ends_every_step_of_any_graph_and_keeps_its_laws) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    std::vector<Step> steps;
    for (std::size_t i = 0; i < 30; ++i) {
      Indices needs;
      Indices after;
      for (std::size_t before = 0; before < i; ++before) {
        if (random() % 12 == 0) needs.push_back(before);
        if (random() % 12 == 0) after.push_back(before);
      }
      steps.push_back(step(needs, after));
    }
    ReadySet set(steps);
    Indices running;
    for (;;) {
      while (auto next = set.take()) {
        for (const auto need : steps[*next].needs) EXPECT_EQ(set.state(need), StepState::succeeded);
        for (const auto before : steps[*next].after)
          EXPECT_TRUE(set.state(before) != StepState::running &&
                      set.state(before) != StepState::waiting &&
                      set.state(before) != StepState::ready);
        running.push_back(*next);
      }
      if (running.empty()) break;
      std::swap(running[random() % running.size()], running.back());
      set.finish(running.back(), random() % 4 != 0);
      running.pop_back();
    }
    EXPECT_EQ(set.ended(), steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (set.state(i) == StepState::skipped)
        EXPECT_TRUE(std::ranges::any_of(steps[i].needs, [&](std::size_t need) {
          return set.state(need) == StepState::failed || set.state(need) == StepState::skipped;
        }));
  }
}

}  // namespace
}  // namespace muster::testing
