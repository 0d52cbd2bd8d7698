#include "api/net/task_group.hpp"

#include "api/net/event.hpp"
#include "api/net/sim_clock.hpp"
#include "api/net/timeout.hpp"

#include <stdexcept>
#include <string>

#include <boost/system/system_error.hpp>

#include <gtest/gtest.h>

namespace muster::net {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

struct Counts {
  int started = 0;
  int ended = 0;
  int unwound = 0;
};

/// Counts how it leaves: by its end, or by an exception on the way.
Task<void> work(SimClock& clock, Counts& counts, Duration duration) {
  struct Leaving {
    Counts& counts;
    ~Leaving() { ++counts.unwound; }
  };
  ++counts.started;
  const Leaving leaving{counts};
  co_await clock.sleep_for(duration);
  ++counts.ended;
}

Task<void> fail_after(SimClock& clock, Duration delay, std::string text) {
  co_await clock.sleep_for(delay);
  throw std::runtime_error(text);
}

Task<void> join_three(SimClock& clock, Counts& counts) {
  auto group = co_await TaskGroup::open();
  for (int i = 1; i <= 3; ++i) group.spawn(work(clock, counts, seconds(i)));
  EXPECT_EQ(counts.started, 0) << "spawn must not run the child";
  EXPECT_EQ(group.running(), 3U);
  co_await group.join();
  EXPECT_EQ(group.running(), 0U);
}

TEST(TaskGroup, join_waits_for_all_children_side_by_side) {
  SimClock clock;
  Counts counts;
  EXPECT_TRUE(clock.run(join_three(clock, counts)));
  EXPECT_EQ(counts.ended, 3);
  EXPECT_EQ(clock.now().time_since_epoch(), seconds(3));
}

Task<void> join_nothing() {
  auto group = co_await TaskGroup::open();
  co_await group.join();
}

TEST(TaskGroup, join_of_an_empty_group_returns_at_once) {
  SimClock clock;
  EXPECT_TRUE(clock.run(join_nothing()));
}

Task<std::string> join_failing(SimClock& clock, Counts& counts, int failures) {
  auto group = co_await TaskGroup::open();
  group.spawn(work(clock, counts, seconds(9)));
  for (int i = 0; i < failures; ++i)
    group.spawn(fail_after(clock, seconds(i + 1), "error " + std::to_string(i)));
  std::string text;
  try {
    co_await group.join();
  } catch (const std::exception& failure) {
    text = failure.what();
  }
  co_return text;
}

TEST(TaskGroup, a_childs_exception_comes_out_of_join_after_the_others_ended) {
  SimClock clock;
  Counts counts;
  EXPECT_EQ(clock.run(join_failing(clock, counts, 1)), "error 0");
  EXPECT_EQ(counts.ended, 1);
}

TEST(TaskGroup, several_exceptions_are_all_named) {
  SimClock clock;
  Counts counts;
  EXPECT_EQ(clock.run(join_failing(clock, counts, 2)), "2 tasks failed; error 0; error 1");
}

Task<void> cancel_children(SimClock& clock, Counts& counts) {
  auto group = co_await TaskGroup::open();
  group.spawn(work(clock, counts, hours(1)));
  group.spawn(work(clock, counts, hours(2)));
  co_await clock.sleep_for(seconds(1));
  group.cancel();
  co_await group.join();
}

TEST(TaskGroup, cancelled_children_unwind_and_are_no_error) {
  SimClock clock;
  Counts counts;
  EXPECT_TRUE(clock.run(cancel_children(clock, counts)));
  EXPECT_EQ(counts.unwound, 2);
  EXPECT_EQ(counts.ended, 0);
  EXPECT_EQ(clock.now().time_since_epoch(), seconds(1));
}

Task<void> spawn_and_throw(SimClock& clock, Counts& counts, TaskGroup& group) {
  group.spawn(work(clock, counts, hours(1)));
  co_await clock.sleep_for(seconds(1));
  throw std::runtime_error("body");
}

TEST(InTaskGroup, children_are_cancelled_and_waited_for_when_the_body_throws) {
  SimClock clock;
  Counts counts;
  auto body = [&](TaskGroup& group) { return spawn_and_throw(clock, counts, group); };
  EXPECT_THROW(std::ignore = clock.run(in_task_group(body)), std::runtime_error);
  EXPECT_EQ(counts.unwound, 1);
  EXPECT_EQ(clock.now().time_since_epoch(), seconds(1));
}

Task<void> spawn_and_sleep(SimClock& clock, Counts& counts, TaskGroup& group) {
  group.spawn(work(clock, counts, hours(1)));
  co_await clock.sleep_for(hours(1));
}

TEST(InTaskGroup, children_are_waited_for_when_the_caller_is_cancelled) {
  SimClock clock;
  Counts counts;
  auto body = [&](TaskGroup& group) { return spawn_and_sleep(clock, counts, group); };
  EXPECT_EQ(clock.run(ends_within(clock, in_task_group(body), seconds(5))), false);
  EXPECT_EQ(counts.unwound, 1);
  EXPECT_EQ(clock.now().time_since_epoch(), seconds(5));
}

TEST(TaskGroup, cancelling_a_join_cancels_the_children) {
  SimClock clock;
  Counts counts;
  EXPECT_EQ(clock.run(ends_within(clock, join_three(clock, counts), Duration(1500))), false);
  EXPECT_EQ(counts.ended, 1);
  EXPECT_EQ(counts.unwound, 3);
}

Task<void> spawn_more(TaskGroup& group, SimClock& clock, Counts& counts, int depth) {
  co_await clock.sleep_for(seconds(1));
  ++counts.ended;
  if (depth > 0) group.spawn(spawn_more(group, clock, counts, depth - 1));
}

TEST(TaskGroup, join_waits_for_children_spawned_by_children) {
  SimClock clock;
  Counts counts;
  auto body = [&](TaskGroup& group) { return spawn_more(group, clock, counts, 4); };
  EXPECT_TRUE(clock.run(in_task_group(body)));
  EXPECT_EQ(counts.ended, 5);
}

}  // namespace
}  // namespace muster::net
