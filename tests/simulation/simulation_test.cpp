// The planner, the executor, the client and the ledger against the sandbox, in virtual time,
// through faults, crashes, interrupts and other people's changes. MUSTER_SEEDS=N plays more seeds,
// MUSTER_SEED=K replays one and prints all of it.

#include "tests/simulation/days.hpp"
#include "tests/simulation/scenario.hpp"

#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace muster::simulation {
namespace {

constexpr std::uint64_t default_seeds = 2000;
constexpr std::uint64_t default_months = 500;
constexpr std::uint64_t slices = 25;
constexpr std::size_t trace_lines_max = 150;

std::optional<std::uint64_t> number_in(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return std::nullopt;
  return std::stoull(text);
}

std::string last_lines(const std::vector<std::string>& trace, std::size_t count) {
  const std::size_t skipped = trace.size() > count ? trace.size() - count : 0;
  std::string text = skipped > 0 ? "... " + std::to_string(skipped) + " lines before\n" : "";
  for (std::size_t i = skipped; i < trace.size(); ++i) text += trace[i] + "\n";
  return text;
}

void expect_promises_kept(std::uint64_t seed, const Outcome& outcome, const std::string& again) {
  if (outcome.violations.empty()) return;
  std::string text;
  for (const auto& violation : outcome.violations) text += violation + "\n";
  ADD_FAILURE() << text << "replay with MUSTER_SEED=" << seed
                << " simulation_test --gtest_filter=" << again << "\n"
                << last_lines(outcome.trace, trace_lines_max);
}

/// The seeds from 1 on, dealt out to test cases that can run beside each other.
class Seeds : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(Seeds, keep_all_promises) {
  const auto seeds = number_in("MUSTER_SEEDS").value_or(default_seeds);
  std::size_t applies = 0;
  std::size_t deaths = 0;
  std::size_t refusals = 0;
  std::size_t adoptions = 0;
  for (std::uint64_t seed = GetParam(); seed <= seeds; seed += slices) {
    const Outcome outcome = play(seed);
    expect_promises_kept(seed, outcome, "*one_seed*");
    applies += outcome.applies;
    deaths += outcome.deaths;
    refusals += outcome.refusals;
    adoptions += outcome.adoptions;
  }
  RecordProperty("applies", std::to_string(applies));
  if (seeds < default_seeds) return;
  EXPECT_GT(deaths, 0U) << "some processes die";
  EXPECT_GT(adoptions, 0U) << "some things are taken over";
  EXPECT_LT(refusals * 10, applies) << "most plans can be carried out";
}
INSTANTIATE_TEST_SUITE_P(Simulation, Seeds, ::testing::Range(std::uint64_t{1}, slices + 1));

TEST(Simulation, plays_one_seed_again_and_shows_all_of_it) {
  const auto wanted = number_in("MUSTER_SEED");
  const std::uint64_t seed = wanted.value_or(1);
  const Outcome outcome = play(seed);
  if (wanted) std::cout << last_lines(outcome.trace, outcome.trace.size());
  expect_promises_kept(seed, outcome, "*one_seed*");
}

/// Months of a daemon, likewise. MUSTER_MONTHS=N plays more.
class Months : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(Months, keep_all_promises) {
  const auto months = number_in("MUSTER_MONTHS").value_or(default_months);
  for (std::uint64_t seed = GetParam(); seed <= months; seed += slices)
    expect_promises_kept(seed, play_days(seed), "*one_month*");
}
INSTANTIATE_TEST_SUITE_P(Simulation, Months, ::testing::Range(std::uint64_t{1}, slices + 1));

TEST(Simulation, plays_one_month_again_and_shows_all_of_it) {
  const auto wanted = number_in("MUSTER_SEED");
  const std::uint64_t seed = wanted.value_or(1);
  const Outcome outcome = play_days(seed);
  if (wanted) std::cout << last_lines(outcome.trace, outcome.trace.size());
  expect_promises_kept(seed, outcome, "*one_month*");
}

TEST(Simulation, has_accounts_with_too_few_gpus) {
  constexpr std::uint64_t scarce = 8;  // every eighth account
  for (std::uint64_t seed = scarce; seed <= 100 * scarce; seed += scarce)
    if (play(seed).shortages > 0) return;
  FAIL() << "every project found its GPUs";
}

TEST(Simulation, takes_the_same_course_for_the_same_seed) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Outcome one = play(seed);
    const Outcome two = play(seed);
    EXPECT_GT(one.trace.size(), 100U);
    EXPECT_EQ(one.trace, two.trace) << "seed " << seed;
  }
}

}  // namespace
}  // namespace muster::simulation
