#include "tests/controller/serve/fake_daemon.hpp"

#include "api/net/timeout.hpp"

namespace muster {

using namespace std::chrono_literals;

void FakeDaemon::tell(const std::string& message) {
  const auto number = shown.events.empty() ? 1 : shown.events.back().number + 1;
  shown.events.push_back({.number = number,
                          .at = clock_.wall_now(),
                          .key = {Kind::volume, "data"},
                          .reason = "Applied",
                          .message = message});
  change();
}

Task<void> FakeDaemon::wait_for_change(net::Context context, std::uint64_t seen) {
  ++watchers;
  const net::StopListener stop(context, [this] { changed_.notify_all(); });
  while (shown.version == seen && !context.stop_requested() && clock_.now() < context.deadline())
    co_await net::ends_within(clock_, changed_.wait(), context.deadline() - clock_.now());
}

Task<Result<void>> FakeDaemon::suspend(ResourceKey key, std::optional<Timestamp> until,
                                       std::string reason) {
  asked.push_back("suspend " + to_string(key) + " until " +
                  (until ? format_timestamp(*until) : "resumed") + ": " + reason);
  co_return outcome;
}

Task<Result<void>> FakeDaemon::resume(ResourceKey key) {
  asked.push_back("resume " + to_string(key));
  co_return outcome;
}

Task<Result<void>> FakeDaemon::reconcile(net::Context context, bool wait) {
  asked.push_back(wait ? "reconcile, wait " + format_duration(context.deadline() - clock_.now())
                       : "reconcile");
  co_return outcome;
}

Task<Result<void>> FakeDaemon::approve(std::string plan_hash) {
  asked.push_back("approve " + plan_hash);
  co_return outcome;
}

DaemonStatus busy_status() {
  const Timestamp start = std::chrono::sys_days(std::chrono::year{2026} / 1 / 1);
  const ResourceKey data{Kind::volume, "data"};
  const ResourceKey trainer{Kind::virtual_machine, "trainer"};
  DaemonStatus status;
  status.project = "infra";
  status.source = "/srv/infra";
  status.endpoint = "https://barrack.example/api";
  status.revision = "sha256:1234";
  status.revision_label = "main@1a2b3c4d";
  status.latest_revision = "sha256:1234";
  status.started_at = start;
  status.last_cycle_at = start;
  status.interval = 1min;
  status.ready = true;
  status.conditions = {{"Ready", true, "ReconciliationSucceeded", "main@1a2b3c4d", start, "r1"}};
  status.resources[data] = {
      data, {{"Ready", true, "Applied", "", start, "r1"}}, "BRK-1V", 0, std::nullopt};
  status.resources[trainer] = {trainer,
                               {{"Ready", false, "NoCapacity", "no <L40> is free", start, "r1"}},
                               "",
                               2,
                               start + 30s};
  status.events = {{1, start, EventSeverity::normal, data, "Applied", "made", "r1", "c1"},
                   {2, start, EventSeverity::warning, trainer, "NoCapacity", "none", "r1", "c1"}};
  status.plans = {
      {"aaaaaaaa01", "r1", start, PlanPhase::done, {}, "1 to add", "+ Volume/data\n"},
      {"bbbbbbbb02", "r1", start, PlanPhase::waiting, {"4 deletions"}, "4 to destroy", "- all\n"}};
  status.schedules = {
      {{Kind::snapshot_schedule, "nightly"}, {start + 3h}, start - 21h, "waits for the window"}};
  status.suspensions[data] = {data, start + 2h, "a disk is moved", start};
  status.hourly = parse_money("2.2900001", Currency::eur);
  status.runway = 90min;
  status.stock[{"L40", "NORWAY-1"}] = 7;
  status.queue_depth = 3;
  status.counters.cycles = {{"success", 2}, {"error", 1}};
  status.counters.calls = {{{"GET", "200"}, 12}, {{"POST", "<error>"}, 1}};
  status.counters.cycle_seconds = {0.05, 0.2, 5000};
  status.version = 9;
  return status;
}

}  // namespace muster
