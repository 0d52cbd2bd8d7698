#pragma once

#include "api/net/context.hpp"
#include "api/net/task.hpp"
#include "controller/reconcile/status.hpp"
#include "model/result.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace muster {

/// What may be asked of a running daemon. Every function is called on the loop.
class DaemonControl {
 public:
  virtual ~DaemonControl() = default;

  virtual const DaemonStatus& status() const = 0;

  /// Returns once status().version is not `seen`, or when the context is stopped or its deadline is
  /// reached.
  virtual Task<void> wait_for_change(net::Context context, std::uint64_t seen) = 0;

  /// Muster keeps its hands off the resource; {Kind::project, ""} is the whole project. Durable
  /// when it returns. Errors: not_found (no such resource), those of the ledger.
  virtual Task<Result<void>> suspend(ResourceKey key, std::optional<Timestamp> until,
                                     std::string reason) = 0;
  /// Errors: not_found (it is not suspended), those of the ledger.
  virtual Task<Result<void>> resume(ResourceKey key) = 0;

  /// A hint that the source or the account may have changed: they are looked at soon, in this
  /// order.
  virtual void hint(const std::string& why) = 0;

  /// Fetches and runs a cycle as soon as possible, and with `wait` returns when that cycle has
  /// ended. Errors: the problem the cycle ended with, timed_out, cancelled.
  virtual Task<Result<void>> reconcile(net::Context context, bool wait) = 0;

  /// Releases exactly the plan that waits. Errors: not_found (no plan of that hash waits), stale.
  virtual Task<Result<void>> approve(std::string plan_hash) = 0;
};

}  // namespace muster
