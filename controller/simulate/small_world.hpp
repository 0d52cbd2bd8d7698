#pragma once

#include "api/client.hpp"
#include "api/net/seeded_random.hpp"
#include "api/net/sim_clock.hpp"
#include "api/sandbox/cloud.hpp"
#include "api/sandbox/in_process.hpp"
#include "controller/execute/executor.hpp"
#include "controller/ledger/memory_ledger.hpp"
#include "model/money.hpp"

#include <optional>

namespace muster {

/// An account, a ledger and a clock that live only here and have nothing to do with real ones.
class SmallWorld {
 public:
  /// What the ledger writes down before `epoch` counts as written then.
  SmallWorld(sandbox::Options options, Timestamp begin, Timestamp epoch);

  net::SimClock& clock() { return clock_; }
  Ledger& ledger() { return ledger_; }
  api::Client& client() { return client_; }
  Timestamp now() const { return clock_.wall_now(); }

  /// What is left of the credit now.
  Money balance();
  /// How long it lasts as things are; empty: for ever, or it is used up.
  std::optional<Duration> runway();
  /// Makes the credit that.
  void set_balance(std::int64_t cents);

 private:
  /// The clock of the ledger.
  class LateClock final : public net::Clock {
   public:
    LateClock(const net::SimClock& clock, Timestamp epoch) : clock_(clock), epoch_(epoch) {}
    net::TimePoint now() const override { return clock_.now(); }
    Timestamp wall_now() const override { return std::max(clock_.wall_now(), epoch_); }
    /// Ledgers do not sleep.
    net::Task<void> sleep_until(net::TimePoint) override { co_return; }

   private:
    const net::SimClock& clock_;
    const Timestamp epoch_;
  };

  Currency currency_;
  net::SimClock clock_;
  net::SeededRandom random_{1};
  sandbox::Cloud cloud_;
  LateClock late_;
  MemoryLedger ledger_;
  sandbox::InProcessTransport transport_;
  api::Client client_;
};

}  // namespace muster
