#pragma once

#include "controller/cli/account.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/ledger/ledger.hpp"
#include "controller/reconcile/cycle.hpp"

#include <functional>
#include <memory>
#include <string>

namespace muster::cli {

/// How long others wait for a holder that is gone.
inline constexpr Duration lease_ttl = std::chrono::minutes(1);

/// What one run of apply works on; all of it outlives the run.
struct ApplyRun {
  const CommonOptions& common;
  const Workspace& workspace;
  Account& account;
  Machine& machine;
  std::string verb;  // for the summary: "apply"
  std::shared_ptr<net::StopFlag> stop = std::make_shared<net::StopFlag>();
  int signal = 0;
  /// How it ended, for people; empty: as after an apply.
  std::function<std::string(const Plan&, const Report&)> closing = {};
  /// Hears of it too, however it is told.
  std::function<void(const Plan&, const Report&)> on_end = {};
};

/// Who holds the lease, for whoever finds the project locked: "user@host pid 4711".
std::string lease_holder();

/// Takes the lease, runs one cycle before the user's eyes, tells how it ended, and gives the lease
/// back. Returns the exit code. Errors: those of the cycle, locked.
Task<Result<int>> run_before_eyes(ApplyRun& run, Ledger& ledger, CycleOptions options);

}  // namespace muster::cli
