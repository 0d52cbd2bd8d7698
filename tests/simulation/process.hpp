#pragma once

#include "api/client.hpp"
#include "api/net/blocking_pool.hpp"
#include "api/net/event.hpp"
#include "api/net/seeded_random.hpp"
#include "api/net/sim_clock.hpp"
#include "api/sandbox/in_process.hpp"
#include "controller/reconcile/cycle.hpp"
#include "controller/reconcile/reconciler.hpp"
#include "tests/simulation/world.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace muster::simulation {

/// What happens to a process. Counts start at 1.
struct Fate {
  sandbox::FaultOptions faults;
  std::optional<int> dies_before_write;
  std::optional<int> dies_after_write;  // the ledger has it, the process never learns
  std::optional<int> dies_before_call;
  std::optional<int> dies_after_call;  // the account has acted, the answer comes too late
  std::optional<int> stops_at_call;    // the user interrupts
  std::optional<int> meddled_at_call;  // meanwhile somebody else acts
  std::function<void()> meddle;
};

/// One running muster, or somebody else with a key to the account. Once it is dead it reaches
/// neither the account nor the ledger any more; whatever it was doing never ends.
class Process {
 public:
  /// `world` outlives the process; only one runs at a time.
  Process(World& world, Fate fate, std::uint64_t seed);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  api::Client& client() { return *client_; }
  /// The true time, by which the account goes.
  net::SimClock& clock() { return *clock_; }
  /// What muster takes for the time.
  net::Clock& machine_clock() { return machine_clock_; }
  bool dead() const { return dead_; }

  /// Runs to the end; empty if the process died, or hung.
  template <class T>
  std::optional<T> run(Task<T> task) {
    return clock_->run(std::move(task), longest);
  }
  /// The daemon, for so long; false if the process died or the daemon does not stop when told to.
  /// `beside` runs with it and ends when the context is stopped.
  bool keep(Source& source, Duration length,
            std::function<Task<void>(net::Context, Reconciler&)> beside);
  /// After keep(); outlives its death.
  const Reconciler& daemon() const { return *daemon_; }
  void sleep(Duration length) { [[maybe_unused]] const bool ended = clock_->run(nap(length)); }

  /// All of an apply, as the command does it. `holder` takes the lease; `approved_hash` is of the
  /// plan that was shown before.
  Task<Result<Cycle>> apply(const DesiredState& desired, PlanOptions options, std::string holder,
                            std::optional<std::string> approved_hash = {});
  /// What the command shows before it asks.
  Task<Result<Planned>> plan(const DesiredState& desired, PlanOptions options);

  /// No apply takes longer.
  static constexpr Duration longest = std::chrono::hours(12);

 private:
  class Transport;
  class DyingLedger;
  class Recorder;

  Task<void> keep_until(Duration length,
                        std::function<Task<void>(net::Context, Reconciler&)> beside);
  Task<void> stop_after(Duration length);
  Task<void> nap(Duration length) { co_await clock_->sleep_for(length); }
  void die();
  bool may_change() const;
  /// Another process runs to its end; this one goes on when that has.
  Task<void> let_others_meddle();
  void note(const std::string& what);
  /// The end of a dead process' ways.
  Task<void> hang() { return never_.wait(); }

  World& world_;
  const Fate fate_;
  bool dead_ = false;
  Timestamp died_at_{};
  net::Gate never_;
  std::shared_ptr<net::StopFlag> stop_ = std::make_shared<net::StopFlag>();
  std::unique_ptr<net::SimClock> clock_;
  MachineClock machine_clock_;
  net::SeededRandom random_;
  net::BlockingPool pool_{0};
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<DyingLedger> ledger_;
  std::unique_ptr<Recorder> events_;
  std::unique_ptr<api::Client> client_;
  std::unique_ptr<Reconciler> daemon_;
};

}  // namespace muster::simulation
