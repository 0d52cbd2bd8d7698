#pragma once

#include "api/net/clock.hpp"

#include <memory>
#include <optional>

namespace muster::net {

/// Virtual time together with the loop it drives: nothing really waits, and the same program with
/// the same seed takes the same steps in the same order.
class SimClock final : public Clock {
 public:
  /// wall_now() is `epoch` plus the virtual time gone by.
  explicit SimClock(Timestamp epoch = std::chrono::sys_days(std::chrono::year{2026} / 1 / 1));
  ~SimClock() override;
  SimClock(const SimClock&) = delete;
  SimClock& operator=(const SimClock&) = delete;

  TimePoint now() const override;
  Timestamp wall_now() const override;
  Task<void> sleep_until(TimePoint due) override;

  /// Runs `root`, jumping from deadline to deadline, until it ends, and returns its value; an
  /// exception of the task comes out here. Empty when the task can never end: nothing is ready and
  /// nobody sleeps (a deadlock), or it still runs after `limit` of virtual time.
  template <class T>
  [[nodiscard]] std::optional<T> run(Task<T> root, Duration limit = run_limit) {
    // Shared, because a task that did not end is destroyed only with the clock.
    auto value = std::make_shared<std::optional<T>>();
    const bool ended = run_to_end(store(std::move(root), value), limit);
    return ended ? std::move(*value) : std::nullopt;
  }
  /// The same for a task without value; false when it cannot end.
  [[nodiscard]] bool run(Task<void> root, Duration limit = run_limit) {
    return run_to_end(std::move(root), limit);
  }

  static constexpr Duration run_limit = std::chrono::days(3650);

 private:
  template <class T>
  static Task<void> store(Task<T> root, std::shared_ptr<std::optional<T>> value) {
    value->emplace(co_await std::move(root));
  }
  bool run_to_end(Task<void> root, Duration limit);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::net
