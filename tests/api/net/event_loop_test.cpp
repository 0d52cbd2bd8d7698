#include "api/net/event_loop.hpp"

#include "api/net/context.hpp"
#include "api/net/event.hpp"
#include "api/net/real_clock.hpp"
#include "api/net/system_random.hpp"

#include <csignal>
#include <stdexcept>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace muster::net {
namespace {

Task<int> sleep_and_return(RealClock& clock, int value) {
  co_await clock.sleep_for(Duration(1));
  co_return value;
}

TEST(EventLoop, returns_the_value_of_one_task_after_the_other) {
  EventLoop loop;
  RealClock clock;
  EXPECT_EQ(loop.run(sleep_and_return(clock, 3)), 3);
  EXPECT_EQ(loop.run(sleep_and_return(clock, 4)), 4);
}

Task<void> throw_at_once() {
  throw std::runtime_error("broken");
  co_return;
}

TEST(EventLoop, an_exception_of_the_task_comes_out_of_run) {
  EventLoop loop;
  EXPECT_THROW(loop.run(throw_at_once()), std::runtime_error);
}

Task<void> raise_signals(Event& seen) {
  std::raise(SIGINT);
  co_await seen.wait();
  std::raise(SIGTERM);
  co_await seen.wait();
}

TEST(EventLoop, interrupts_are_counted_and_named) {
  EventLoop loop;
  Event seen;
  std::vector<std::pair<int, int>> calls;
  loop.on_interrupt([&](int signal, int count) {
    calls.emplace_back(signal, count);
    seen.notify();
  });
  loop.run(raise_signals(seen));
  EXPECT_EQ(calls, (std::vector<std::pair<int, int>>{{SIGINT, 1}, {SIGTERM, 2}}));
}

Task<TimePoint> sleep_until_past(RealClock& clock) {
  co_await clock.sleep_until(clock.now() - std::chrono::hours(1));
  co_return clock.now();
}

TEST(RealClock, does_not_return_before_the_deadline) {
  EventLoop loop;
  RealClock clock;
  const TimePoint start = clock.now();
  EXPECT_EQ(loop.run(sleep_and_return(clock, 1)), 1);
  EXPECT_GE(clock.now(), start + Duration(1));
  EXPECT_GE(loop.run(sleep_until_past(clock)), start);
}

TEST(SystemRandom, two_generators_differ) {
  SystemRandom a;
  SystemRandom b;
  EXPECT_NE(a.next(), b.next());
}

TEST(Context, a_child_can_only_shorten_the_deadline) {
  const Context parent = Context().until(TimePoint(Duration(100)));
  EXPECT_EQ(parent.until(TimePoint(Duration(50))).deadline(), TimePoint(Duration(50)));
  EXPECT_EQ(parent.until(TimePoint(Duration(500))).deadline(), TimePoint(Duration(100)));
}

TEST(StopListener, hears_of_a_stop_once_and_only_while_it_lives) {
  auto flag = std::make_shared<StopFlag>();
  const Context context(flag);
  int heard = 0;
  int heard_by_gone = 0;
  const StopListener listener(context, [&] { ++heard; });
  {
    const StopListener gone(context, [&] { ++heard_by_gone; });
  }
  flag->request();
  flag->request();
  EXPECT_TRUE(context.stop_requested());
  EXPECT_EQ(heard, 1);
  EXPECT_EQ(heard_by_gone, 0);
}

}  // namespace
}  // namespace muster::net
