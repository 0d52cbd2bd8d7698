#include "api/net/sim_clock.hpp"

#include "api/net/event.hpp"
#include "api/net/seeded_random.hpp"
#include "api/net/task_group.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster::net {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

Task<int> sleep_and_return(SimClock& clock, Duration delay, int value) {
  co_await clock.sleep_for(delay);
  co_return value;
}

Task<void> wander(SimClock& clock, Random& random, std::string name,
                  std::vector<std::string>& trace) {
  for (int step = 0; step < 20; ++step) {
    co_await clock.sleep_for(Duration(random.below(50)));
    trace.push_back(name + "@" + std::to_string(clock.now().time_since_epoch().count()));
  }
}

Task<void> world(SimClock& clock, Random& random, std::vector<std::string>& trace) {
  auto group = co_await TaskGroup::open();
  for (const char* name : {"a", "b", "c", "d"}) group.spawn(wander(clock, random, name, trace));
  co_await group.join();
}

std::vector<std::string> trace_of(std::uint64_t seed) {
  SimClock clock;
  SeededRandom random(seed);
  std::vector<std::string> trace;
  EXPECT_TRUE(clock.run(world(clock, random, trace)));
  return trace;
}

Task<void> wait_for_ever(Event& event) {
  co_await event.wait();
}

Task<void> poll_for_ever(SimClock& clock) {
  for (;;) co_await clock.sleep_for(seconds(1));
}

Task<void> throw_after(SimClock& clock, Duration delay) {
  co_await clock.sleep_for(delay);
  throw std::runtime_error("broken");
}

Task<void> note_after(SimClock& clock, Duration delay, int id, std::vector<int>& order) {
  co_await clock.sleep_for(delay);
  order.push_back(id);
}

Task<void> sleep_alike(SimClock& clock, std::vector<int>& order) {
  auto group = co_await TaskGroup::open();
  for (int id = 0; id < 8; ++id) group.spawn(note_after(clock, seconds(1), id, order));
  co_await group.join();
}

TEST(SimClock, jumps_over_a_long_sleep_and_returns_the_value) {
  SimClock clock;
  const TimePoint start = clock.now();
  EXPECT_EQ(clock.run(sleep_and_return(clock, hours(1000), 7)), 7);
  EXPECT_EQ(clock.now() - start, hours(1000));
}

TEST(SimClock, wall_clock_is_the_epoch_plus_virtual_time) {
  const Timestamp epoch = *parse_timestamp("2030-02-03T04:05:06Z");
  SimClock clock(epoch);
  EXPECT_EQ(clock.wall_now(), epoch);
  EXPECT_EQ(clock.run(sleep_and_return(clock, seconds(90), 1)), 1);
  EXPECT_EQ(format_timestamp(clock.wall_now()), "2030-02-03T04:06:36Z");
}

TEST(SimClock, same_seed_gives_the_same_trace_and_another_seed_another) {
  EXPECT_EQ(trace_of(1), trace_of(1));
  EXPECT_NE(trace_of(1), trace_of(2));
}

TEST(SimClock, equal_deadlines_are_served_in_the_order_they_were_set) {
  SimClock clock;
  std::vector<int> order;
  EXPECT_TRUE(clock.run(sleep_alike(clock, order)));
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(SimClock, reports_a_task_that_nothing_can_wake) {
  Event never;
  SimClock clock;
  EXPECT_FALSE(clock.run(wait_for_ever(never)));
}

TEST(SimClock, reports_a_task_that_runs_past_the_limit) {
  SimClock clock;
  EXPECT_FALSE(clock.run(poll_for_ever(clock), hours(1)));
  EXPECT_EQ(clock.now().time_since_epoch(), hours(1));
}

TEST(SimClock, an_exception_of_the_task_comes_out_of_run) {
  SimClock clock;
  EXPECT_THROW(std::ignore = clock.run(throw_after(clock, seconds(1))), std::runtime_error);
}

TEST(SimClock, a_deadline_in_the_past_does_not_move_time) {
  SimClock clock;
  EXPECT_EQ(clock.run(sleep_and_return(clock, seconds(5), 1)), 1);
  EXPECT_EQ(clock.run(sleep_and_return(clock, seconds(-3), 2)), 2);
  EXPECT_EQ(clock.now().time_since_epoch(), seconds(5));
}

TEST(SeededRandom, numbers_stay_below_their_bound) {
  SeededRandom random(42);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_LT(random.below(7), 7U);
    EXPECT_GE(random.unit(), 0.0);
    EXPECT_LT(random.unit(), 1.0);
  }
  EXPECT_EQ(random.below(0), 0U);
}

}  // namespace
}  // namespace muster::net
