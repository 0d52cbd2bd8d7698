#include "controller/serve/metrics.hpp"

#include "controller/serve/metrics_text.hpp"

#include <algorithm>

namespace muster {
namespace {

using Type = MetricsText::Type;

const MetricsText::Labels of_project = {{"controller", "project"}};
const MetricsText::Labels of_queue = {{"name", "project"}};

/// The counters that are there, and zeros for the words that are known beforehand.
std::map<std::string, std::uint64_t> with_zeros(std::map<std::string, std::uint64_t> counters,
                                                std::initializer_list<const char*> known) {
  for (const auto* word : known) counters.try_emplace(word, 0);
  return counters;
}

double seconds_since_epoch(Timestamp at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

void add_cycles(MetricsText& out, const DaemonCounters& counters, const CycleHistogram& cycles) {
  const auto results =
      with_zeros(counters.cycles, {"success", "error", "requeue", "requeue_after"});
  out.family("controller_runtime_reconcile_total", Type::counter,
             "Cycles that ended, by what came of them");
  for (const auto& [result, count] : results)
    out.sample({{"controller", "project"}, {"result", result}}, count);
  out.family("controller_runtime_reconcile_errors_total", Type::counter,
             "Cycles that ended with an error");
  out.sample(of_project, results.at("error"));
  out.histogram("controller_runtime_reconcile_time_seconds", "How long cycles took", of_project,
                cycles);
}

void add_queue(MetricsText& out, const DaemonStatus& status) {
  out.family("workqueue_depth", Type::gauge, "Keys that wait to be looked at");
  out.sample(of_queue, status.queue_depth);
  out.family("workqueue_adds_total", Type::counter, "Keys that were put into the queue");
  out.sample(of_queue, status.counters.queue_adds);
  out.family("workqueue_retries_total", Type::counter,
             "Keys that were put into the queue again after a failure");
  out.sample(of_queue, status.counters.queue_retries);
}

void add_calls(MetricsText& out, const DaemonCounters& counters) {
  auto calls = counters.calls;
  for (const auto* method : {"DELETE", "GET", "POST", "PUT"}) calls.try_emplace({method, "200"}, 0);
  out.family("rest_client_requests_total", Type::counter,
             "Calls of the account's API, by method and status; <error> without an answer");
  for (const auto& [call, count] : calls)
    out.sample({{"code", call.second}, {"method", call.first}}, count);
  out.family("muster_source_fetch_total", Type::counter, "Looks at the source of the manifests");
  for (const auto& [result, count] : with_zeros(counters.fetches, {"success", "error"}))
    out.sample({{"result", result}}, count);
  out.family("muster_drift_total", Type::counter,
             "Resources that were found changed outside muster, by kind");
  const auto drift = with_zeros(counters.drift, {"SSHKey", "StartupScript", "Firewall", "Volume",
                                                 "VirtualMachine", "Snapshot", "CustomImage"});
  for (const auto& [kind, count] : drift) out.sample({{"kind", kind}}, count);
}

void add_money(MetricsText& out, const DaemonStatus& status) {
  out.family("muster_cost_hourly", Type::gauge, "What everything that is managed costs an hour");
  if (status.hourly)
    out.sample({{"currency", std::string(to_string(status.hourly->currency))}},
               format_exact(*status.hourly));
  out.family("muster_credit_runway_seconds", Type::gauge,
             "How long the prepaid credit lasts; no sample while that is not known");
  if (status.runway) out.sample({}, std::chrono::duration<double>(*status.runway).count());
  out.family("muster_gpu_stock", Type::gauge, "GPUs that are free, by model and region");
  for (const auto& [place, gpus] : status.stock)
    out.sample({{"model", place.first}, {"region", place.second}}, std::to_string(gpus));
}

void add_conditions(MetricsText& out, const DaemonStatus& status) {
  out.family("muster_resource_condition", Type::gauge,
             "1 if the condition is true of the resource, 0 if not");
  const auto add = [&out](const ResourceKey& key, const std::vector<Condition>& conditions) {
    for (const auto& condition : conditions)
      out.sample({{"kind", std::string(to_string(key.kind))},
                  {"name", key.name},
                  {"type", condition.type}},
                 std::uint64_t{condition.status});
  };
  add({Kind::project, status.project}, status.conditions);
  for (const auto& [key, resource] : status.resources) add(key, resource.conditions);
  out.family("muster_resources", Type::gauge, "Resources of the project");
  out.sample({}, status.resources.size());
  out.family("muster_suspended", Type::gauge,
             "Suspensions in force, that of the whole project counted as one");
  out.sample({}, status.suspensions.size());
  out.family("muster_resource_suspended", Type::gauge,
             "1 while muster keeps its hands off the resource or the project; else there is none");
  for (const auto& [key, suspension] : status.suspensions)
    out.sample({{"kind", std::string(to_string(key.kind))},
                {"name", key.kind == Kind::project ? status.project : key.name}},
               std::uint64_t{1});
  out.family("muster_plans_waiting", Type::gauge, "Plans that wait for approval");
  const auto waiting = std::ranges::count(status.plans, PlanPhase::waiting, &PlanStatus::phase);
  out.sample({}, static_cast<std::uint64_t>(waiting));
}

void add_times(MetricsText& out, const DaemonStatus& status) {
  out.family("muster_snapshot_last_success_timestamp_seconds", Type::gauge,
             "When the schedule last took a good snapshot; 0 if it never did");
  for (const auto& schedule : status.schedules) {
    if (schedule.key.kind != Kind::snapshot_schedule) continue;
    out.sample({{"schedule", schedule.key.name}},
               seconds_since_epoch(schedule.last_success.value_or(Timestamp{})));
  }
  out.family("muster_last_cycle_timestamp_seconds", Type::gauge,
             "When a cycle last ended; 0 if none did");
  out.sample({}, seconds_since_epoch(status.last_cycle_at.value_or(Timestamp{})));
  out.family("muster_cycle_interval_seconds", Type::gauge,
             "Time between two looks at the account when nothing calls for one");
  out.sample({}, std::chrono::duration<double>(status.interval).count());
  out.family("process_start_time_seconds", Type::gauge, "When the daemon was started");
  out.sample({}, seconds_since_epoch(status.started_at));
}

}  // namespace

void CycleHistogram::take(const DaemonCounters& counters) {
  std::uint64_t ended = 0;
  for (const auto& [result, count] : counters.cycles) ended += count;
  const auto& newest = counters.cycle_seconds;
  const auto fresh = std::min<std::uint64_t>(ended - std::min(seen_, ended), newest.size());
  seen_ = ended;
  for (auto at = newest.end() - static_cast<std::ptrdiff_t>(fresh); at != newest.end(); ++at) {
    const auto bucket = std::ranges::lower_bound(bounds, *at) - bounds.begin();
    ++buckets_.at(static_cast<std::size_t>(bucket));
    sum_ += *at;
    ++count_;
  }
}

std::string render_metrics(const DaemonStatus& status, const CycleHistogram& cycles,
                           const std::string& version) {
  MetricsText out;
  add_cycles(out, status.counters, cycles);
  add_queue(out, status);
  add_calls(out, status.counters);
  add_money(out, status);
  add_conditions(out, status);
  add_times(out, status);
  out.family("muster_build_info", Type::gauge, "1; the version is in the label");
  out.sample({{"version", version}}, std::uint64_t{1});
  return std::move(out).text();
}

}  // namespace muster
