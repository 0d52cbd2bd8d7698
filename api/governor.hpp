#pragma once

#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/semaphore.hpp"
#include "model/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace muster::api {

/// Decides when a call may be sent. One for all calls of a client, on one loop.
///
/// Rate: never more than `calls_per_minute`, less a reserve of a twentieth, in any sixty seconds; a
/// fifth of that may come at once. Concurrency: at most so many calls are out. Both first come,
/// first served. When the server says it is too much (429, 503) the rate halves, and grows back by
/// a twentieth of the full rate for every ten quiet seconds; while the server wants to be left
/// alone nothing is sent.
class Governor {
 public:
  struct Limits {
    std::int64_t calls_per_minute = 500;  // 0: no limit
    std::int64_t concurrency = 16;        // at least 1
  };
  /// Permission for one call; given back when destroyed.
  struct Admission {
    net::Semaphore::Permit permit;
    net::TimePoint at;
  };

  Governor(net::Clock& clock, Limits limits);

  /// Errors: cancelled and timed_out by the context; nothing is used up then.
  Task<Result<Admission>> admit(net::Context context);

  /// A 429, with what Retry-After asked for. Without it the pause doubles from five seconds with
  /// each refusal in a row, since the server's window may last a minute.
  void refused(net::TimePoint admitted_at, std::optional<Duration> retry_after);
  /// A 503: slower, and a pause only if asked for.
  void overloaded(net::TimePoint admitted_at, std::optional<Duration> retry_after);
  void succeeded() { refusals_ = 0; }

  /// Until then nothing is sent because the server asked for it.
  net::TimePoint paused_until() const { return paused_until_; }

  /// Share of the full rate that is in use, in thousandths.
  std::int64_t rate_permille() const { return permille_; }

 private:
  Task<Result<net::Semaphore::Permit>> acquire(net::Context context, net::Semaphore& semaphore,
                                               std::size_t limit);
  Task<Result<void>> take_token(net::Context context);
  void refill(net::TimePoint now);
  net::TimePoint next_token_at(net::TimePoint now) const;
  bool slow_down(net::TimePoint admitted_at);
  void pause(Duration delay);

  net::Clock& clock_;
  std::size_t concurrency_;
  std::int64_t refill_per_minute_ = 0;  // 0: no limit
  std::int64_t burst_ = 0;
  std::int64_t tokens_ = 0;  // in fractions of a call, see governor.cpp
  std::int64_t permille_ = 1000;
  int refusals_ = 0;
  net::TimePoint refilled_at_;
  net::TimePoint slowed_at_;
  net::TimePoint recovered_at_;
  net::TimePoint paused_until_;
  net::Semaphore running_;
  net::Semaphore turn_;
};

}  // namespace muster::api
