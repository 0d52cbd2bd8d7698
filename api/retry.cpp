#include "api/retry.hpp"

#include <algorithm>

namespace muster::api {
namespace {

/// A stop flag cannot wake a sleeper, so sleepers look at it this often.
constexpr Duration stop_check_interval = std::chrono::milliseconds(250);

/// Repeating cannot make things worse.
bool is_safe(Effect effect, Errc code) {
  switch (code) {
    case Errc::connect_failed:
    case Errc::rate_limited:
    case Errc::timed_out:
      return true;  // nothing was sent, or it was turned away at the door
    case Errc::unavailable:
    case Errc::unknown_outcome:
    case Errc::protocol:
      return effect != Effect::accumulates;
    default:
      return false;
  }
}

}  // namespace

bool may_have_acted(Errc code) {
  return code == Errc::unavailable || code == Errc::unknown_outcome || code == Errc::protocol;
}

std::optional<Duration> retry_delay(const RetryPolicy& policy, Effect effect, const Error& error,
                                    int attempt, net::Random& random) {
  if (attempt >= policy.attempts_max || !is_safe(effect, error.code())) return std::nullopt;
  Duration ceiling = policy.delay_base;
  for (int i = 1; i < attempt && ceiling < policy.delay_max; ++i) ceiling *= 2;
  ceiling = std::min(ceiling, policy.delay_max);
  const Duration jitter(
      static_cast<Duration::rep>(random.below(static_cast<std::uint64_t>(ceiling.count()) + 1)));
  return std::max(jitter, error.retry_after().value_or(Duration::zero()));
}

Task<Result<void>> pause_until(net::Clock& clock, net::Context context, net::TimePoint due) {
  for (;;) {
    if (context.stop_requested()) co_return fail(Errc::cancelled, "interrupted while waiting");
    const auto now = clock.now();
    if (now >= due) co_return Result<void>();
    if (now >= context.deadline())
      co_return fail(Errc::timed_out, "the deadline passed before anything was sent");
    const auto wake = std::min({due, context.deadline(), now + stop_check_interval});
    co_await clock.sleep_until(wake);
  }
}

}  // namespace muster::api
