#include "controller/serve/health.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr Duration usual_interval = std::chrono::minutes(1);
constexpr int intervals_max = 3;

bool plan_runs(const DaemonStatus& status, Timestamp now) {
  return std::ranges::any_of(status.plans, [now](const PlanStatus& plan) {
    return plan.phase == PlanPhase::running && now - plan.at < plan_run_max;
  });
}

std::string rounded(Duration duration) {
  return format_duration(std::chrono::round<std::chrono::seconds>(duration));
}

}  // namespace

Result<void> check_live(const DaemonStatus& status, Timestamp now) {
  const Duration interval = status.interval > Duration(0) ? status.interval : usual_interval;
  const Duration limit = intervals_max * interval;
  if (!status.last_cycle_at) {
    const Duration since = now - status.started_at;
    if (since <= limit + start_grace || plan_runs(status, now)) return {};
    return fail(Errc::timed_out, "no cycle has ended in the " + rounded(since) +
                                     " since the start; three intervals and a minute are " +
                                     rounded(limit + start_grace));
  }
  const Duration since = now - *status.last_cycle_at;
  if (since <= limit || plan_runs(status, now)) return {};
  return fail(Errc::timed_out, "no cycle has ended for " + rounded(since) +
                                   "; three intervals are " + rounded(limit));
}

Result<void> check_ready(const DaemonStatus& status) {
  if (!status.ready)
    return fail(Errc::unavailable, "the first cycle since the start has not ended yet");
  if (status.revision.empty())
    return fail(Errc::unavailable, "the source could not be read yet: " + status.source);
  for (const auto& condition : status.conditions)
    if (condition.type == source_condition && !condition.status)
      return fail(Errc::unavailable, "the source cannot be read: " + condition.message);
  return {};
}

}  // namespace muster
