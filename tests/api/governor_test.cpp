#include "api/governor.hpp"

#include "api/net/sim_clock.hpp"
#include "api/net/task_group.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace muster::api {
namespace {

using namespace std::chrono_literals;

/// A crowd of calls, each taking `work`; what it saw.
struct Crowd {
  net::SimClock& clock;
  Governor& governor;
  Duration work = 0ms;
  std::vector<int> order = {};
  std::vector<net::TimePoint> starts = {};
  std::vector<Errc> errors = {};
  int running = 0;
  int running_max = 0;
};

Task<void> one_call(Crowd& crowd, net::Context context, int number) {
  auto admission = co_await crowd.governor.admit(context);
  if (!admission) {
    crowd.errors.push_back(admission.error().code());
    co_return;
  }
  crowd.order.push_back(number);
  crowd.starts.push_back(crowd.clock.now());
  crowd.running_max = std::max(crowd.running_max, ++crowd.running);
  co_await crowd.clock.sleep_for(crowd.work);
  --crowd.running;
}

Task<void> calls(Crowd& crowd, net::Context context, int count) {
  auto group = co_await net::TaskGroup::open();
  for (int i = 0; i < count; ++i) group.spawn(one_call(crowd, context, i));
  co_await group.join();
}

std::size_t most_in_any_minute(const std::vector<net::TimePoint>& starts) {
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < starts.size(); ++last) {
    while (starts[last] - starts[first] >= 60s) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

TEST(Governor, stays_below_the_rate_in_any_minute) {
  for (const std::int64_t rate : {1, 2, 3, 7, 20, 60, 100, 500, 6000}) {
    net::SimClock clock;
    Governor governor(clock, {rate, 1000});
    Crowd crowd{clock, governor};
    const auto count = static_cast<int>(rate) * 3;
    ASSERT_TRUE(clock.run(calls(crowd, {}, count)));
    ASSERT_EQ(crowd.starts.size(), static_cast<std::size_t>(count));
    const auto most = static_cast<std::int64_t>(most_in_any_minute(crowd.starts));
    EXPECT_LE(most, rate == 1 ? 1 : rate - 1) << rate;
    EXPECT_GE(most * 10, rate * 5) << "wastes most of the rate: " << rate;
  }
}

TEST(Governor, stays_below_the_rate_after_idling) {
  net::SimClock clock;
  Governor governor(clock, {100, 1000});
  Crowd crowd{clock, governor};
  ASSERT_TRUE(clock.run(calls(crowd, {}, 100)));
  ASSERT_TRUE(clock.run(clock.sleep_for(std::chrono::hours(100))));
  ASSERT_TRUE(clock.run(calls(crowd, {}, 100)));
  EXPECT_LE(most_in_any_minute(crowd.starts), 95U);
}

TEST(Governor, lets_a_burst_through_at_once) {
  net::SimClock clock;
  Governor governor(clock, {500, 1000});
  Crowd crowd{clock, governor};
  const auto start = clock.now();
  ASSERT_TRUE(clock.run(calls(crowd, {}, 90)));
  EXPECT_EQ(clock.now(), start);
}

TEST(Governor, without_limit_only_counts_what_is_out) {
  net::SimClock clock;
  Governor governor(clock, {0, 4});
  Crowd crowd{clock, governor, 1s};
  const auto start = clock.now();
  ASSERT_TRUE(clock.run(calls(crowd, {}, 40)));
  EXPECT_EQ(crowd.running_max, 4);
  EXPECT_EQ(clock.now() - start, 10s);
}

TEST(Governor, serves_first_come_first) {
  net::SimClock clock;
  Governor governor(clock, {60, 3});
  Crowd crowd{clock, governor, 100ms};
  ASSERT_TRUE(clock.run(calls(crowd, {}, 100)));
  EXPECT_TRUE(std::ranges::is_sorted(crowd.order));
}

TEST(Governor, does_not_poll_while_it_waits) {
  // Ten thousand waiters for a minute: a waiter that woke up regularly would be noticed.
  net::SimClock clock;
  Governor governor(clock, {0, 1});
  Crowd crowd{clock, governor, 1ms};
  ASSERT_TRUE(clock.run(calls(crowd, {}, 10'000)));
  EXPECT_EQ(crowd.order.size(), 10'000U);
}

TEST(Governor, halves_once_for_calls_refused_together) {
  net::SimClock clock;
  Governor governor(clock, {600, 16});
  const auto admitted = clock.now();
  ASSERT_TRUE(clock.run(clock.sleep_for(100ms)));
  for (int i = 0; i < 16; ++i) governor.refused(admitted, std::nullopt);
  EXPECT_EQ(governor.rate_permille(), 500);
}

TEST(Governor, sends_nothing_while_the_server_wants_to_be_left_alone) {
  net::SimClock clock;
  Governor governor(clock, {0, 16});
  const auto start = clock.now();
  governor.overloaded(start, 30s);
  governor.overloaded(start, 10s);
  Crowd crowd{clock, governor};
  ASSERT_TRUE(clock.run(calls(crowd, {}, 5)));
  EXPECT_EQ(crowd.starts.front() - start, 30s);
}

TEST(Governor, pauses_longer_with_each_refusal_in_a_row) {
  net::SimClock clock;
  Governor governor(clock, {0, 16});
  std::vector<Duration> pauses;
  for (int i = 0; i < 6; ++i) {
    Crowd crowd{clock, governor};
    const auto refused_at = clock.now();
    governor.refused(refused_at, std::nullopt);
    ASSERT_TRUE(clock.run(calls(crowd, {}, 1)));
    pauses.push_back(clock.now() - refused_at);
    ASSERT_TRUE(clock.run(clock.sleep_for(1ms)));
  }
  EXPECT_EQ(pauses, (std::vector<Duration>{5s, 10s, 20s, 40s, 60s, 60s}));
}

TEST(Governor, slows_down_and_recovers) {
  net::SimClock clock;
  Governor governor(clock, {600, 1000});
  governor.overloaded(clock.now(), std::nullopt);
  Crowd slow{clock, governor};
  const auto start = clock.now();
  ASSERT_TRUE(clock.run(calls(slow, {}, 30)));
  const auto slow_time = clock.now() - start;
  EXPECT_GT(slow_time, 5s);  // 30 calls at half of 457 a minute and without a burst
  EXPECT_EQ(governor.rate_permille(), 500);
  ASSERT_TRUE(clock.run(clock.sleep_for(std::chrono::minutes(5))));
  Crowd fast{clock, governor};
  ASSERT_TRUE(clock.run(calls(fast, {}, 30)));
  EXPECT_EQ(governor.rate_permille(), 1000);
}

TEST(Governor, never_stops_altogether) {
  net::SimClock clock;
  Governor governor(clock, {60, 16});
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(clock.run(clock.sleep_for(1ms)));
    governor.overloaded(clock.now(), std::nullopt);
  }
  Crowd crowd{clock, governor};
  const auto start = clock.now();
  ASSERT_TRUE(clock.run(calls(crowd, {}, 1)));
  EXPECT_LT(clock.now() - start, std::chrono::minutes(1));
}

TEST(Governor, gives_up_at_the_deadline_and_uses_nothing) {
  net::SimClock clock;
  Governor governor(clock, {0, 1});
  Crowd holder{clock, governor, 60s};
  Crowd late{clock, governor};
  const auto both = [](Crowd& first, Crowd& second, net::Context context) -> Task<void> {
    auto group = co_await net::TaskGroup::open();
    group.spawn(calls(first, {}, 1));
    group.spawn(calls(second, context, 3));
    co_await group.join();
  };
  ASSERT_TRUE(clock.run(both(holder, late, net::Context().within(clock, 5s))));
  EXPECT_EQ(late.errors, (std::vector<Errc>(3, Errc::timed_out)));
  Crowd after{clock, governor};
  ASSERT_TRUE(clock.run(calls(after, {}, 3)));
  EXPECT_EQ(after.starts.size(), 3U);
}

TEST(Governor, gives_up_at_the_deadline_while_paused) {
  net::SimClock clock;
  Governor governor(clock, {100, 16});
  governor.overloaded(clock.now(), std::chrono::hours(1));
  Crowd crowd{clock, governor};
  const auto start = clock.now();
  ASSERT_TRUE(clock.run(calls(crowd, net::Context().within(clock, 5s), 20)));
  EXPECT_EQ(crowd.errors, (std::vector<Errc>(20, Errc::timed_out)));
  EXPECT_EQ(clock.now() - start, 5s);
}

}  // namespace
}  // namespace muster::api
