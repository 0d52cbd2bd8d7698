#pragma once

#include "api/net/clock.hpp"
#include "api/sandbox/cloud.hpp"
#include "api/sandbox/faults.hpp"
#include "controller/ledger/memory_ledger.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace muster::simulation {

inline constexpr const char* api_key = "brk-s3cret-marker-key";

/// How this world differs from others, drawn from the seed.
struct Settings {
  sandbox::Options cloud;
  sandbox::FaultOptions faults;
  std::int64_t calls_per_minute = 0;
  Duration poll_interval{0};
  std::size_t parallelism = 16;
};
Settings settings_for(std::uint64_t seed);

/// The clock of the machine that muster runs on, which somebody may set wrong or right at any time.
class MachineClock final : public net::Clock {
 public:
  /// Both outlive the clock.
  MachineClock(net::Clock& time, const Duration& error) : time_(time), error_(error) {}
  net::TimePoint now() const override { return time_.now(); }
  Timestamp wall_now() const override { return time_.wall_now() + error_; }
  net::Task<void> sleep_until(net::TimePoint due) override { return time_.sleep_until(due); }

 private:
  net::Clock& time_;
  const Duration& error_;
};

/// The clock that is in use at the moment: what outlives a process keeps time by it.
class CurrentClock final : public net::Clock {
 public:
  void use(const net::Clock* clock) { clock_ = clock; }
  net::TimePoint now() const override { return clock_->now(); }
  Timestamp wall_now() const override { return clock_->wall_now(); }
  /// Ledgers do not sleep.
  net::Task<void> sleep_until(net::TimePoint) override { co_return; }

 private:
  const net::Clock* clock_ = nullptr;
};

/// What lives on when a process dies: the account, and the ledger on its disk.
struct World {
  World(std::uint64_t seed_of_world, Settings settings_of_world);

  const std::uint64_t seed;
  const Settings settings;
  Timestamp now;            // between processes
  Duration clock_error{0};  // of the machine that all musters run on
  CurrentClock clock;
  sandbox::Cloud cloud;
  MemoryLedger ledger;
  std::vector<std::string> trace;            // all that happened, for the reader of a failure
  std::string exposed;                       // all that users, files or logs could have seen
  std::vector<std::string> broken_promises;  // found while processes ran

  void note(Timestamp at, const std::string& what);
};

}  // namespace muster::simulation
