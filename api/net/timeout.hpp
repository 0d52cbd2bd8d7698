#pragma once

#include "api/net/clock.hpp"
#include "api/net/task.hpp"
#include "model/result.hpp"

#include <optional>

namespace muster::net {

/// Runs `task` for at most `limit`, then cancels it and waits until it has unwound. True when it
/// ended by itself. An exception of the task comes out at once, unless the limit came first.
Task<bool> ends_within(Clock& clock, Task<void> task, Duration limit);

namespace detail {
template <class T>
Task<void> store_result(Task<Result<T>> task, std::optional<Result<T>>& result) {
  result.emplace(co_await std::move(task));
}
}  // namespace detail

/// The task's result, or timed_out. What a task still reports after it was cancelled is more exact
/// than timed_out (it may know that something was sent), so it wins unless it only says
/// "cancelled".
template <class T>
Task<Result<T>> with_timeout(Clock& clock, Task<Result<T>> task, Duration limit) {
  std::optional<Result<T>> result;
  const bool ended =
      co_await ends_within(clock, detail::store_result(std::move(task), result), limit);
  const bool only_cancelled =
      !ended && result && !result->has_value() && result->error().code() == Errc::cancelled;
  if (result && !only_cancelled) co_return *std::move(result);
  co_return fail(Errc::timed_out, "no answer within " + format_duration(limit));
}

}  // namespace muster::net
