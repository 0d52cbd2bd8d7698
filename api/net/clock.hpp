#pragma once

#include "api/net/task.hpp"
#include "model/time.hpp"

#include <chrono>
#include <cstdint>

namespace muster::net {

/// Monotonic instant; only differences have a meaning.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;

/// All that the program knows of time.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
  virtual Timestamp wall_now() const = 0;
  /// Returns at `due`, or at once when it has passed. Ends early by throwing when cancelled.
  virtual Task<void> sleep_until(TimePoint due) = 0;

  Task<void> sleep_for(Duration delay) { return sleep_until(now() + delay); }
};

/// All that the program knows of chance.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;
  /// Uniform in [0, bound); 0 for bound 0.
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : next() % bound; }
  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
};

}  // namespace muster::net
