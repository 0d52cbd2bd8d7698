#pragma once

#include "controller/reconcile/status.hpp"
#include "model/result.hpp"

#include <string_view>

namespace muster {

/// How long the daemon has to end a first cycle after its start, beside the three intervals.
inline constexpr Duration start_grace = std::chrono::minutes(1);
/// How long a plan may be performed before it no longer passes for work that goes on: longer than
/// any deadline of its steps.
inline constexpr Duration plan_run_max = std::chrono::days(1);

/// Type of the condition of the project that says whether its source can be read; ready without it.
inline constexpr std::string_view source_condition = "SourceReady";

/// Whether a cycle ended within the last three intervals, or has reason not to: the daemon was just
/// started, or performs a plan, which waits for the account as long as its deadlines say. What
/// /livez answers and the watchdog goes by. Errors: timed_out.
Result<void> check_live(const DaemonStatus& status, Timestamp now);

/// Whether what the daemon shows can be relied on: it has ended a cycle, and its source can be
/// read. Errors: unavailable.
Result<void> check_ready(const DaemonStatus& status);

}  // namespace muster
