#include "tests/controller/support/failing_ledger.hpp"
#include "tests/controller/support/sim_account.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using namespace std::chrono_literals;

void expect_one_of_each(SimAccount& account, const std::string& when) {
  EXPECT_EQ(account.count("instance"), 1U) << when;
  EXPECT_EQ(account.count("volume"), 1U) << when;
  EXPECT_EQ(account.count("firewall"), 1U) << when;
  EXPECT_EQ(account.count("ssh_key"), 1U) << when;
}

/// Applies until the ledger refuses its (writes + 1)th write, then once more with one that works.
/// False when the first run was not stopped.
bool crash_and_resume(std::size_t writes, Duration list_lag, const DesiredState& wanted,
                      PlanOptions options, SimAccount& account) {
  const std::string when =
      "after " + std::to_string(writes) + " writes, list lag " + format_duration(list_lag);
  FailingLedger ledger(account.memory, writes, Errc::io);
  account.ledger = &ledger;
  const auto first = account.apply(wanted, options);
  if (!ledger.failed()) return false;
  EXPECT_FALSE(first.succeeded()) << when;
  account.ledger = &account.memory;
  sleep(account.clock, 5s);
  auto second = account.apply(wanted, options);
  EXPECT_TRUE(second.succeeded()) << when << "\n" << account.problems(second);
  sleep(account.clock, list_lag);
  EXPECT_TRUE(account.plan(wanted, options).plan.empty()) << when;
  EXPECT_TRUE(value(run(account.clock, account.memory.recorded())).open_intents.empty()) << when;
  return true;
}

class Crash : public ::testing::TestWithParam<Duration> {
 protected:
  static sandbox::Options options() {
    auto options = SimAccount::unlimited();
    options.list_lag = GetParam();
    return options;
  }
};

TEST_P(Crash, at_any_ledger_write_while_making_makes_nothing_twice) {
  std::size_t writes = 0;
  for (;; ++writes) {
    SimAccount account(options());
    if (!crash_and_resume(writes, GetParam(), small_team(), {}, account)) break;
    expect_one_of_each(account, "after " + std::to_string(writes) + " writes");
  }
  EXPECT_GT(writes, 10U);
}

TEST_P(Crash, at_any_ledger_write_while_destroying_leaves_nothing) {
  std::size_t writes = 0;
  for (;; ++writes) {
    SimAccount account(options());
    ASSERT_TRUE(account.apply(small_team()).succeeded());
    sleep(account.clock, GetParam());
    if (!crash_and_resume(writes, GetParam(), {}, {.destroy = true}, account)) break;
    EXPECT_TRUE(account.cloud.objects().empty()) << writes;
  }
  EXPECT_GT(writes, 5U);
}

INSTANTIATE_TEST_SUITE_P(ListLags, Crash, ::testing::Values(Duration(0), Duration(4000)));

/// The same with a network that loses requests and answers: whatever the first run reports,
/// applying again in peace ends with exactly one of each.
TEST(Faults, of_every_sort_make_nothing_twice) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SimAccount account(SimAccount::unlimited(), seed);
    account.wire.set_faults({.rate_limit = 0.02,
                             .error_500 = 0.02,
                             .error_503 = 0.02,
                             .reset_before = 0.04,
                             .reset_after = 0.04,
                             .truncate = 0.02,
                             .latency_min = 20ms,
                             .latency_max = 200ms},
                            seed);
    const auto planned = account.plan(small_team());
    account.perform(planned.plan);
    account.wire.set_faults({}, seed);
    const auto report = account.apply(small_team());
    EXPECT_TRUE(report.succeeded()) << account.problems(report);
    expect_one_of_each(account, "");
    EXPECT_TRUE(account.plan(small_team()).plan.empty());
  }
}

TEST(Faults, the_same_seed_gives_the_same_run) {
  const auto trace = [] {
    SimAccount account(SimAccount::unlimited(), 7);
    account.wire.set_faults({.error_503 = 0.05, .reset_after = 0.05, .latency_max = 100ms}, 7);
    account.perform(account.plan(small_team()).plan);
    std::string text;
    for (const auto& event : account.events.all)
      text += std::string(to_string(event.type)) + " " + to_string(event.resource) + " " +
              event.message + " " + format_duration(event.elapsed) + "\n";
    return text;
  };
  EXPECT_EQ(trace(), trace());
}

}  // namespace
}  // namespace muster::testing
