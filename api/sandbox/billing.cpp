#include "api/sandbox/billing.hpp"

#include <algorithm>
#include <cmath>

namespace muster::sandbox {
namespace {

__extension__ using Wide = __int128;  // a rate of thousands of servers times years in microseconds

constexpr std::int64_t minute = 60'000'000;  // metered microseconds

std::int64_t floor_div(Wide value, std::int64_t divisor) {
  const Wide quotient = value / divisor;
  return static_cast<std::int64_t>(value % divisor < 0 ? quotient - 1 : quotient);
}

}  // namespace

Credit::Credit(std::int64_t cents, double time_scale, Timestamp now)
    : balance_(cents * units_per_cent),
      micros_per_milli_(std::max<std::int64_t>(1, std::llround(time_scale * 1000))),
      as_of_(now) {}

void Credit::accrue(Timestamp now) {
  if (now <= as_of_) return;
  const Wide owed = Wide{rate_} * (now - as_of_).count() * micros_per_milli_ + remainder_;
  const std::int64_t units = floor_div(owed, minute);
  balance_ -= units;
  remainder_ = static_cast<std::int64_t>(owed - Wide{units} * minute);
  as_of_ = now;
}

void Credit::start(Units rate, Timestamp now) {
  accrue(now);
  rate_ += rate;
}

void Credit::stop(Units rate, Timestamp since, Timestamp now) {
  accrue(now);
  rate_ -= rate;
  const std::int64_t metered = (now - since).count() * micros_per_milli_;
  const Wide owed = Wide{remainder_} - Wide{rate} * (metered % minute);
  const std::int64_t units = floor_div(owed, minute);
  balance_ -= units;
  remainder_ = static_cast<std::int64_t>(owed - Wide{units} * minute);
}

std::int64_t Credit::minutes(Timestamp since, Timestamp now) const {
  return static_cast<std::int64_t>(Wide{(now - since).count()} * micros_per_milli_ / minute);
}

std::optional<Timestamp> Credit::depletion() const {
  if (rate_ <= 0 || depleted()) return std::nullopt;
  const Wide left = Wide{balance_} * minute - remainder_;
  const Wide per_milli = Wide{rate_} * micros_per_milli_;
  const Wide millis = (left + per_milli - 1) / per_milli;
  constexpr Duration horizon = std::chrono::years(100);
  if (millis > horizon.count()) return std::nullopt;
  return as_of_ + Duration(static_cast<std::int64_t>(millis));
}

void Credit::restore(const State& state) {
  balance_ = state.balance;
  remainder_ = state.remainder;
  as_of_ = state.as_of;
  rate_ = 0;
}

}  // namespace muster::sandbox
