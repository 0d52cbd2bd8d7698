#include "api/net/timeout.hpp"

#include <exception>

#include <boost/asio/experimental/awaitable_operators.hpp>

namespace muster::net {
namespace {

/// operator|| waits for the first success, so a task that throws has to look like one that
/// returned.
Task<void> catch_into(Task<void> task, std::exception_ptr& failure) {
  try {
    co_await std::move(task);
  } catch (...) {
    failure = std::current_exception();
  }
}

}  // namespace

Task<bool> ends_within(Clock& clock, Task<void> task, Duration limit) {
  using boost::asio::experimental::awaitable_operators::operator||;
  std::exception_ptr failure;
  auto caught = catch_into(std::move(task), failure);
  auto raced = co_await (std::move(caught) || clock.sleep_for(limit));
  const bool ended = raced.index() == 0;
  if (ended && failure) std::rethrow_exception(failure);
  co_return ended;
}

}  // namespace muster::net
