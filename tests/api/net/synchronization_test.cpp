#include "api/net/event.hpp"
#include "api/net/semaphore.hpp"
#include "api/net/sim_clock.hpp"
#include "api/net/task_group.hpp"
#include "api/net/timeout.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace muster::net {
namespace {

using std::chrono::seconds;

Task<void> note_when_woken(Event& event, std::vector<int>& order, int id) {
  co_await event.wait();
  order.push_back(id);
}

Task<void> notify_waiters(SimClock& clock, Event& event, std::vector<int>& order,
                          int notifications) {
  auto group = co_await TaskGroup::open();
  for (int id = 0; id < 3; ++id) group.spawn(note_when_woken(event, order, id));
  co_await clock.sleep_for(seconds(1));
  for (int i = 0; i < notifications; ++i) event.notify();
  co_await clock.sleep_for(seconds(1));
  group.cancel();
  co_await group.join();
}

TEST(Event, wakes_one_waiter_per_notification_in_order) {
  SimClock clock;
  Event event;
  std::vector<int> order;
  EXPECT_TRUE(clock.run(notify_waiters(clock, event, order, 2)));
  EXPECT_EQ(order, (std::vector<int>{0, 1}));
}

Task<void> wait_twice(Event& event) {
  co_await event.wait();
  co_await event.wait();
}

TEST(Event, a_notification_before_the_wait_is_kept_once) {
  SimClock clock;
  Event event;
  event.notify();
  event.notify();
  EXPECT_EQ(clock.run(ends_within(clock, wait_twice(event), seconds(1))), false);
  event.notify();
  EXPECT_EQ(clock.run(ends_within(clock, event.wait(), seconds(1))), true);
}

TEST(Event, a_cancelled_waiter_does_not_swallow_a_notification) {
  SimClock clock;
  Event event;
  EXPECT_EQ(clock.run(ends_within(clock, event.wait(), seconds(1))), false);
  event.notify();
  EXPECT_EQ(clock.run(ends_within(clock, event.wait(), seconds(1))), true);
}

Task<void> pass(Gate& gate, int& passed) {
  co_await gate.wait();
  ++passed;
}

Task<void> open_later(SimClock& clock, Gate& gate, int& passed) {
  auto group = co_await TaskGroup::open();
  for (int i = 0; i < 3; ++i) group.spawn(pass(gate, passed));
  co_await clock.sleep_for(seconds(1));
  EXPECT_EQ(passed, 0);
  gate.open();
  co_await group.join();
  co_await gate.wait();
}

TEST(Gate, lets_everybody_through_once_open) {
  SimClock clock;
  Gate gate;
  int passed = 0;
  EXPECT_TRUE(clock.run(open_later(clock, gate, passed)));
  EXPECT_EQ(passed, 3);
}

struct Usage {
  int now = 0;
  int most = 0;
  std::vector<int> order;
};

Task<void> use(SimClock& clock, Semaphore& semaphore, Usage& usage, int id) {
  const auto permit = co_await semaphore.acquire();
  usage.order.push_back(id);
  usage.most = std::max(usage.most, ++usage.now);
  co_await clock.sleep_for(seconds(1));
  --usage.now;
}

Task<void> use_by_many(SimClock& clock, Semaphore& semaphore, Usage& usage, int users) {
  auto group = co_await TaskGroup::open();
  for (int id = 0; id < users; ++id) group.spawn(use(clock, semaphore, usage, id));
  co_await group.join();
}

TEST(Semaphore, holds_its_limit_and_serves_in_order) {
  SimClock clock;
  Semaphore semaphore(2);
  Usage usage;
  EXPECT_TRUE(clock.run(use_by_many(clock, semaphore, usage, 6)));
  EXPECT_EQ(usage.most, 2);
  EXPECT_EQ(usage.order, (std::vector<int>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(clock.now().time_since_epoch(), seconds(3));
  EXPECT_EQ(semaphore.in_use(), 0U);
}

Task<void> cancel_a_waiter(SimClock& clock, Semaphore& semaphore, Usage& usage) {
  auto group = co_await TaskGroup::open();
  group.spawn(use(clock, semaphore, usage, 0));
  co_await clock.sleep_for(Duration(100));
  const bool got = co_await ends_within(clock, use(clock, semaphore, usage, 1), Duration(100));
  EXPECT_FALSE(got);
  EXPECT_EQ(semaphore.waiting(), 0U);
  group.spawn(use(clock, semaphore, usage, 2));
  co_await group.join();
}

TEST(Semaphore, a_cancelled_waiter_gives_its_place_up) {
  SimClock clock;
  Semaphore semaphore(1);
  Usage usage;
  EXPECT_TRUE(clock.run(cancel_a_waiter(clock, semaphore, usage)));
  EXPECT_EQ(usage.order, (std::vector<int>{0, 2}));
  EXPECT_EQ(semaphore.in_use(), 0U);
}

Task<void> raise_limit(SimClock& clock, Semaphore& semaphore, Usage& usage) {
  auto group = co_await TaskGroup::open();
  for (int id = 0; id < 4; ++id) group.spawn(use(clock, semaphore, usage, id));
  co_await clock.sleep_for(Duration(100));
  EXPECT_EQ(usage.now, 1);
  semaphore.set_limit(4);
  co_await group.join();
}

TEST(Semaphore, a_raised_limit_serves_those_who_wait) {
  SimClock clock;
  Semaphore semaphore(1);
  Usage usage;
  EXPECT_TRUE(clock.run(raise_limit(clock, semaphore, usage)));
  EXPECT_EQ(usage.most, 4);
}

Task<void> lower_limit(SimClock& clock, Semaphore& semaphore, Usage& usage) {
  auto group = co_await TaskGroup::open();
  for (int id = 0; id < 4; ++id) group.spawn(use(clock, semaphore, usage, id));
  co_await clock.sleep_for(Duration(100));
  semaphore.set_limit(1);
  co_await group.join();
}

TEST(Semaphore, a_lowered_limit_lets_permits_out_run_down) {
  SimClock clock;
  Semaphore semaphore(2);
  Usage usage;
  EXPECT_TRUE(clock.run(lower_limit(clock, semaphore, usage)));
  EXPECT_EQ(clock.now().time_since_epoch(), seconds(3));
}

TEST(Semaphore, a_permit_may_outlive_its_semaphore) {
  SimClock clock;
  std::optional<Semaphore> semaphore(1);
  auto permit = clock.run(semaphore->acquire());
  ASSERT_TRUE(permit);
  semaphore.reset();
  permit->release();
}

}  // namespace
}  // namespace muster::net
