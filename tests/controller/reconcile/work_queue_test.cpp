// The laws of the work queue.

#include "controller/reconcile/work_queue.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace std::chrono_literals;

const ResourceKey a{Kind::volume, "a"};
const ResourceKey b{Kind::volume, "b"};
const ResourceKey c{Kind::volume, "c"};
constexpr net::TimePoint start{};

TEST(WorkQueue, holds_a_key_once_with_the_higher_priority_and_the_earlier_time) {
  WorkQueue queue;
  queue.add(a, Priority::change, start + 60s);
  queue.add(a, Priority::resync, start + 10s);
  queue.add(b, Priority::retry, start + 5s);
  EXPECT_EQ(queue.depth(), 2U);
  EXPECT_FALSE(queue.take(start + 4s));
  EXPECT_EQ(queue.take(start + 10s), a) << "change outranks retry";
  EXPECT_EQ(queue.take(start + 10s), b);
}

TEST(WorkQueue, never_hands_out_a_key_twice_at_once) {
  WorkQueue queue;
  queue.add(a, Priority::change, start);
  ASSERT_EQ(queue.take(start), a);
  queue.add(a, Priority::asked, start);
  EXPECT_FALSE(queue.take(start + 1h));
  queue.done(a);
  EXPECT_EQ(queue.take(start), a) << "what was added meanwhile comes again";
  queue.done(a);
  EXPECT_FALSE(queue.take(start + 1h)) << "and only once";
}

TEST(WorkQueue, is_first_come_first_served_within_a_priority) {
  WorkQueue queue;
  queue.add(b, Priority::change, start + 2s);
  queue.add(a, Priority::change, start + 2s);
  queue.add(c, Priority::change, start + 1s);
  EXPECT_EQ(queue.take(start + 5s), c) << "became ready first";
  EXPECT_EQ(queue.take(start + 5s), b) << "came first";
  EXPECT_EQ(queue.take(start + 5s), a);
}

TEST(WorkQueue, lets_nothing_starve) {
  WorkQueue queue;
  queue.add(a, Priority::resync, start);
  for (int minute = 0; minute < 60; ++minute) {
    const auto now = start + std::chrono::minutes(minute);
    queue.add(b, Priority::asked, now);
    const auto taken = queue.take(now);
    ASSERT_TRUE(taken);
    if (*taken == a) return;
    queue.done(*taken);
  }
  FAIL() << "a key of the lowest priority is never taken";
}

TEST(WorkQueue, says_when_the_next_key_is_ready) {
  WorkQueue queue;
  EXPECT_FALSE(queue.next_ready());
  queue.add(a, Priority::resync, start + 60s);
  queue.add(b, Priority::retry, start + 20s);
  EXPECT_EQ(queue.next_ready(), start + 20s);
  queue.forget(b);
  EXPECT_EQ(queue.next_ready(), start + 60s);
}

}  // namespace
}  // namespace muster
