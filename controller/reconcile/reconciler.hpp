#pragma once

#include "api/client.hpp"
#include "api/net/blocking_pool.hpp"
#include "api/net/counted_transport.hpp"
#include "api/net/event.hpp"
#include "api/net/semaphore.hpp"
#include "controller/execute/executor.hpp"
#include "controller/reconcile/backoff.hpp"
#include "controller/reconcile/contest.hpp"
#include "controller/reconcile/control.hpp"
#include "controller/reconcile/lease_share.hpp"
#include "controller/reconcile/loading.hpp"
#include "controller/reconcile/planning.hpp"
#include "controller/reconcile/status_board.hpp"
#include "controller/reconcile/work_queue.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace muster {

/// All that the daemon touches. The references outlive it.
struct DaemonParts {
  Source& source;
  api::Client& client;
  Ledger& ledger;
  net::Clock& clock;
  net::Random& random;
  net::BlockingPool& pool;  // for what would keep the loop from its calls
  /// That of the client: its calls pace the observation. Null: nobody counts.
  const net::CountedTransport* transport = nullptr;
};

struct ReconcilerOptions {
  LoadSettings load;
  std::string holder;                                // of the lease
  Duration poll_interval = std::chrono::minutes(1);  // of the source
  ExecuteOptions execute;
  StatusBoard::Listener on_event;
  /// Sees each step of a plan that is carried out.
  EventSink* progress = nullptr;
};

/// `muster run`: keeps the account as the source says. Level-triggered: whatever happened, a cycle
/// looks at the whole of it and does what a plan shows. Nothing is written, in the account or in
/// the ledger, while there is nothing to do.
class Reconciler final : public DaemonControl {
 public:
  Reconciler(DaemonParts parts, ReconcilerOptions options);
  ~Reconciler() override;

  /// Until the context is stopped; what is under way then reaches a point that is safe to leave.
  Task<void> run(net::Context context);
  /// One look at the source and one cycle, for tests and `--once`. Errors: what the cycle ended
  /// with.
  Task<Result<void>> run_once(net::Context context);

  const DaemonStatus& status() const override { return board_.status(); }
  /// Of the revision in force; null before there is one.
  const ProjectSpec* settings() const { return revision_ ? &revision_->loaded.project : nullptr; }
  Task<void> wait_for_change(net::Context context, std::uint64_t seen) override;
  Task<Result<void>> suspend(ResourceKey key, std::optional<Timestamp> until,
                             std::string reason) override;
  Task<Result<void>> resume(ResourceKey key) override;
  void hint(const std::string& why) override;
  Task<Result<void>> reconcile(net::Context context, bool wait) override;
  Task<Result<void>> approve(std::string plan_hash) override;

  /// Manifests are read again even if the source did not change: files and variables beside it may
  /// have.
  void reload();

 private:
  class Pass;

  /// A look that found nothing to do, and for what.
  struct Rest {
    Situation found;
    std::weak_ptr<const Revision> revision;
  };

  Task<void> poll_source(net::Context context);
  Task<void> watch_source(net::Context context);
  Task<void> work(net::Context context);
  Task<void> fetch(net::Context context);
  Task<void> take_revision(std::shared_ptr<const Bundle> bundle);
  Task<void> wait_for_announced(net::Context context);
  void source_failed(const Error& error);
  void refuse(const Bundle& bundle, const std::string& reason, const std::string& why);
  Task<void> run_cycle(net::Context context);
  Task<void> sleep_or_wake(net::Context context, net::Event& event, net::TimePoint until);
  Task<Result<void>> note(Note note);
  ResourceKey project() const { return {Kind::project, ""}; }
  Duration interval() const;

  DaemonParts parts_;
  ReconcilerOptions options_;
  StatusBoard board_;
  LeaseShare lease_;
  WorkQueue queue_;
  Backoff backoff_;
  Contest contest_;
  std::shared_ptr<const Revision> revision_;  // in force: the last good one
  bool reload_ = false;
  std::string approved_;  // hash of a plan that may go ahead
  ScheduleFacts facts_;
  bool facts_known_ = false;
  std::optional<Rest> at_rest_;  // the last look, if it found nothing to do
  std::optional<Result<void>> last_result_;
  bool looking_ = false;  // a cycle that has no plan yet takes the revision that comes meanwhile
  std::uint64_t fetches_started_ = 0;
  std::uint64_t fetches_ended_ = 0;
  std::uint64_t announced_ = 0;  // the fetch that brings what the last hint was about
  std::uint64_t cycles_started_ = 0;
  std::uint64_t cycles_ended_ = 0;
  Duration pace_{0};  // the shortest interval that the budget of calls allows
  net::Semaphore fetching_{1};
  net::Event queue_changed_;
  net::Event source_wanted_;
  net::Event cycle_ended_;
  net::Event fetch_ended_;
};

}  // namespace muster
