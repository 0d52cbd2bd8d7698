#include "api/governor.hpp"

#include "api/net/timeout.hpp"
#include "api/retry.hpp"

#include <algorithm>
#include <utility>

namespace muster::api {
namespace {

/// Tokens are counted so finely that a millisecond at any rate is a whole number of them:
/// rate per minute times thousandths of the rate.
constexpr std::int64_t fractions_per_call = 60'000 * 1000;
constexpr std::int64_t permille_full = 1000;
constexpr std::int64_t permille_min = 50;
constexpr std::int64_t permille_step = 50;
constexpr Duration recovery_interval = std::chrono::seconds(10);
constexpr Duration refusal_pause_base = std::chrono::seconds(5);
constexpr Duration refusal_pause_max = std::chrono::seconds(60);
/// More than any client sends; keeps the arithmetic in range.
constexpr std::int64_t calls_per_minute_max = 1'000'000;
constexpr std::int64_t reserve_divisor = 20;
constexpr std::int64_t burst_divisor = 5;

/// As a Result, for with_timeout.
Task<Result<net::Semaphore::Permit>> acquired(net::Semaphore& semaphore) {
  auto permit = co_await semaphore.acquire();
  co_return permit;
}

}  // namespace

Governor::Governor(net::Clock& clock, Limits limits)
    : clock_(clock),
      concurrency_(static_cast<std::size_t>(std::max<std::int64_t>(limits.concurrency, 1))),
      refilled_at_(clock.now()),
      slowed_at_(net::TimePoint::min()),
      recovered_at_(clock.now()),
      paused_until_(net::TimePoint::min()),
      running_(concurrency_),
      turn_(1) {
  if (limits.calls_per_minute <= 0) return;
  const auto asked = std::min(limits.calls_per_minute, calls_per_minute_max);
  const auto budget = asked == 1 ? 1 : asked - std::max<std::int64_t>(asked / reserve_divisor, 1);
  burst_ = std::max<std::int64_t>(budget / burst_divisor, 1);
  // A full bucket and what flows in within a minute make at most burst - 1 + refill calls.
  refill_per_minute_ = budget - burst_ + 1;
  tokens_ = burst_ * fractions_per_call;
}

Task<Result<Governor::Admission>> Governor::admit(net::Context context) {
  if (context.stop_requested()) co_return fail(Errc::cancelled, "interrupted before it was sent");
  MUSTER_CO_TRY(auto permit, co_await acquire(context, running_, concurrency_));
  MUSTER_CO_TRY(auto turn, co_await acquire(context, turn_, 1));
  MUSTER_CO_CHECK(co_await take_token(context));
  co_return Admission{std::move(permit), clock_.now()};
}

Task<Result<net::Semaphore::Permit>> Governor::acquire(net::Context context,
                                                       net::Semaphore& semaphore,
                                                       std::size_t limit) {
  // A timer costs more than a permit; without a queue there is nothing to time.
  const bool at_once = semaphore.waiting() == 0 && semaphore.in_use() < limit;
  if (at_once || context.deadline() == net::TimePoint::max()) {
    auto permit = co_await semaphore.acquire();
    co_return permit;
  }
  const auto left = std::max(context.deadline() - clock_.now(), Duration::zero());
  auto permit = co_await net::with_timeout(clock_, acquired(semaphore), left);
  co_return permit;
}

Task<Result<void>> Governor::take_token(net::Context context) {
  for (;;) {
    const auto now = clock_.now();
    refill(now);
    const auto due = std::max(paused_until_, next_token_at(now));
    if (due <= now && now < context.deadline() && !context.stop_requested()) break;
    MUSTER_CO_CHECK(co_await pause_until(clock_, context, std::max(due, now)));
    if (clock_.now() >= context.deadline())
      co_return fail(Errc::timed_out, "the deadline passed before anything was sent");
  }
  if (refill_per_minute_ > 0) tokens_ -= fractions_per_call;
  co_return Result<void>();
}

void Governor::refill(net::TimePoint now) {
  const auto quiet = now - recovered_at_;
  if (permille_ < permille_full && quiet >= recovery_interval) {
    permille_ = std::min(permille_full, permille_ + permille_step * (quiet / recovery_interval));
    recovered_at_ = now;
  }
  if (refill_per_minute_ == 0) return;
  const auto full = burst_ * fractions_per_call;
  // From empty, so much time fills the bucket; more need not be multiplied out.
  const auto passed = std::min<std::int64_t>((now - refilled_at_).count(),
                                             full / (refill_per_minute_ * permille_) + 1);
  tokens_ = std::min(full, tokens_ + passed * refill_per_minute_ * permille_);
  refilled_at_ = now;
}

net::TimePoint Governor::next_token_at(net::TimePoint now) const {
  if (refill_per_minute_ == 0 || tokens_ >= fractions_per_call) return now;
  const auto per_ms = refill_per_minute_ * permille_;
  return now + Duration((fractions_per_call - tokens_ + per_ms - 1) / per_ms);
}

bool Governor::slow_down(net::TimePoint admitted_at) {
  // Calls that were out together are refused together; that is one piece of news.
  if (admitted_at <= slowed_at_) return false;
  const auto now = clock_.now();
  refill(now);
  tokens_ = 0;
  permille_ = std::max(permille_min, permille_ / 2);
  slowed_at_ = now;
  recovered_at_ = now;
  return true;
}

void Governor::pause(Duration delay) {
  paused_until_ = std::max(paused_until_, clock_.now() + delay);
}

void Governor::refused(net::TimePoint admitted_at, std::optional<Duration> retry_after) {
  const bool news = slow_down(admitted_at);
  if (retry_after) {
    pause(*retry_after);
  } else if (news) {
    auto delay = refusal_pause_base;
    for (int i = 0; i < refusals_ && delay < refusal_pause_max; ++i) delay *= 2;
    pause(std::min(delay, refusal_pause_max));
  }
  if (news) ++refusals_;
}

void Governor::overloaded(net::TimePoint admitted_at, std::optional<Duration> retry_after) {
  slow_down(admitted_at);
  if (retry_after) pause(*retry_after);
}

}  // namespace muster::api
