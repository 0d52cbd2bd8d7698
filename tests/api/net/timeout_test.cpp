#include "api/net/timeout.hpp"

#include "api/net/sim_clock.hpp"

#include <stdexcept>

#include <boost/system/system_error.hpp>

#include <gtest/gtest.h>

namespace muster::net {
namespace {

using std::chrono::seconds;

Task<Result<int>> answer_after(SimClock& clock, Duration delay, Result<int> answer) {
  co_await clock.sleep_for(delay);
  co_return answer;
}

/// What a transport does: turns its cancellation into the most exact error it knows.
Task<Result<int>> report_when_cancelled(SimClock& clock, Errc code) {
  bool cancelled = false;
  try {
    co_await clock.sleep_for(seconds(100));
  } catch (const boost::system::system_error&) {
    cancelled = true;
  }
  if (cancelled) co_return fail(code, "mine");
  co_return 1;
}

Task<Result<int>> throw_instead_of_answering(SimClock& clock, Duration delay) {
  co_await clock.sleep_for(delay);
  throw std::runtime_error("broken");
}

TEST(WithTimeout, returns_the_value_when_it_comes_in_time) {
  SimClock clock;
  const auto result =
      clock.run(with_timeout(clock, answer_after(clock, seconds(1), 5), seconds(2)));
  EXPECT_EQ(result.value().value(), 5);
  EXPECT_EQ(clock.now().time_since_epoch(), seconds(1));
}

TEST(WithTimeout, returns_an_error_at_once_and_not_after_the_limit) {
  SimClock clock;
  auto task = answer_after(clock, seconds(1), fail(Errc::conflict, "taken"));
  const auto result = clock.run(with_timeout(clock, std::move(task), seconds(60)));
  EXPECT_EQ(result.value().error().code(), Errc::conflict);
  EXPECT_EQ(clock.now().time_since_epoch(), seconds(1));
}

TEST(WithTimeout, cuts_off_a_task_that_hangs) {
  SimClock clock;
  const auto result =
      clock.run(with_timeout(clock, answer_after(clock, seconds(9), 5), seconds(2)));
  EXPECT_EQ(result.value().error().code(), Errc::timed_out);
  EXPECT_EQ(clock.now().time_since_epoch(), seconds(2));
}

TEST(WithTimeout, keeps_what_the_task_says_about_its_cancellation) {
  SimClock clock;
  auto task = report_when_cancelled(clock, Errc::unknown_outcome);
  const auto result = clock.run(with_timeout(clock, std::move(task), seconds(2)));
  EXPECT_EQ(result.value().error().code(), Errc::unknown_outcome);
}

TEST(WithTimeout, says_timed_out_when_the_task_only_says_cancelled) {
  SimClock clock;
  auto task = report_when_cancelled(clock, Errc::cancelled);
  const auto result = clock.run(with_timeout(clock, std::move(task), seconds(2)));
  EXPECT_EQ(result.value().error().code(), Errc::timed_out);
}

TEST(WithTimeout, lets_an_exception_out_at_once) {
  SimClock clock;
  auto task = with_timeout(clock, throw_instead_of_answering(clock, seconds(1)), seconds(60));
  EXPECT_THROW(std::ignore = clock.run(std::move(task)), std::runtime_error);
  EXPECT_EQ(clock.now().time_since_epoch(), seconds(1));
}

TEST(WithTimeout, the_inner_of_two_limits_wins_when_it_is_shorter) {
  SimClock clock;
  auto inner = with_timeout(clock, answer_after(clock, seconds(9), 5), seconds(2));
  const auto result = clock.run(with_timeout(clock, std::move(inner), seconds(4)));
  EXPECT_EQ(result.value().error().message(), "no answer within 2s");
}

}  // namespace
}  // namespace muster::net
