#include "api/net/blocking_pool.hpp"

#include "api/net/event_loop.hpp"
#include "api/net/sim_clock.hpp"

#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace muster::net {
namespace {

Task<bool> runs_elsewhere_and_returns_here(BlockingPool& pool) {
  const auto here = std::this_thread::get_id();
  auto work = [] { return std::this_thread::get_id(); };
  const auto there = co_await pool.run(work);
  co_return there != here&& std::this_thread::get_id() == here;
}

TEST(BlockingPool, work_runs_on_another_thread_and_comes_back_to_the_loop) {
  EventLoop loop;
  BlockingPool pool(2);
  EXPECT_TRUE(loop.run(runs_elsewhere_and_returns_here(pool)));
}

Task<void> throw_in_pool(BlockingPool& pool) {
  auto work = [] { throw std::runtime_error("broken"); };
  co_await pool.run(work);
}

TEST(BlockingPool, an_exception_comes_out_where_the_work_was_awaited) {
  EventLoop loop;
  BlockingPool pool(1);
  EXPECT_THROW(loop.run(throw_in_pool(pool)), std::runtime_error);
}

Task<std::string> text_from(BlockingPool& pool) {
  auto work = [] { return std::string("done"); };
  auto text = co_await pool.run(work);
  co_return text;
}

TEST(BlockingPool, without_threads_work_runs_on_the_loop_of_a_simulation) {
  SimClock clock;
  BlockingPool pool(0);
  EXPECT_EQ(clock.run(text_from(pool)), "done");
}

}  // namespace
}  // namespace muster::net
