#pragma once

#include "controller/reconcile/status.hpp"
#include "model/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

// The bodies of requests that ask something of the daemon: JSON objects. Errors: invalid_input,
// naming the member that is wrong.

/// {"resource": "Volume/data" or "project", "reason": TEXT, "for": "2h"}; without "for" it lasts
/// until it is resumed.
struct SuspendRequest {
  ResourceKey key;
  std::string reason;
  std::optional<Duration> lasting;
};
Result<SuspendRequest> read_suspend(std::string_view body);

/// {"resource": ...}
Result<ResourceKey> read_resume(std::string_view body);

/// {"wait": true, "limit": "10m"}; an empty body asks for no waiting.
struct ReconcileRequest {
  bool wait = false;
  Duration limit = std::chrono::minutes(10);
};
Result<ReconcileRequest> read_reconcile(std::string_view body);

/// {"plan": HASH}, or the beginning of one: of a plan that waits, and of no other. Errors:
/// invalid_input, not_found, conflict (several begin so).
Result<std::string> read_approve(std::string_view body, const DaemonStatus& status);

/// "Volume/data", or "project" for all of it.
Result<ResourceKey> read_resource_name(std::string_view text);

/// The one plan whose hash begins so. Errors: not_found, conflict.
Result<const PlanStatus*> find_plan(const DaemonStatus& status, std::string_view hash);

}  // namespace muster
