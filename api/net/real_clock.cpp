#include "api/net/real_clock.hpp"

#include <algorithm>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace muster::net {
namespace {

// TimePoint::max() does not fit the timer's nanoseconds; a longer sleep is as good as none.
constexpr Duration sleep_max = std::chrono::days(365);

}  // namespace

TimePoint RealClock::now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

Timestamp RealClock::wall_now() const {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Task<void> RealClock::sleep_until(TimePoint due) {
  auto executor = co_await boost::asio::this_coro::executor;
  while (now() < due) {
    const TimePoint next = std::min(due, now() + sleep_max);
    boost::asio::steady_timer timer(executor, std::chrono::steady_clock::time_point(next));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace muster::net
