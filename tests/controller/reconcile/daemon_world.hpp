#pragma once

#include "api/net/blocking_pool.hpp"
#include "api/net/task_group.hpp"
#include "controller/reconcile/reconciler.hpp"
#include "tests/controller/support/sim_account.hpp"
#include "tests/support/fake_source.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace muster::testing {

inline std::string volume_text(const std::string& name, const std::string& more = "") {
  return "---\napiVersion: muster/v1\nkind: Volume\nmetadata: {name: " + name +
         "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB" + more + "}\n";
}

inline std::string firewall_text(const std::string& name, const std::string& ports,
                                 const std::string& more = "") {
  return "---\napiVersion: muster/v1\nkind: Firewall\nmetadata: {name: " + name +
         "}\nspec:\n  region: CANADA-1\n  rules: [{direction: ingress, protocol: tcp, ports: " +
         ports + ", cidr: 203.0.113.0/24}]\n" + more;
}

/// Looks by itself only now and then.
inline std::string slow_project() {
  return "---\napiVersion: muster/v1\nkind: Project\nmetadata: {name: slow}\n"
         "spec: {daemon: {interval: 10m}}\n";
}

/// An account, a record, a source and a daemon between them, in virtual time.
struct DaemonWorld {
  explicit DaemonWorld(sandbox::Options options = SimAccount::unlimited())
      : account(std::move(options)) {
    insist(run(account.clock, give_back()));
    start();
  }

  /// A new process over the same account and record.
  void start() {
    daemon.reset();
    ReconcilerOptions options{.holder = "daemon@here pid 1"};
    options.on_event = [this](const StatusEvent& event) { events.push_back(event); };
    options.progress = &account.events;
    options.load.read_env = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
    daemon = std::make_unique<Reconciler>(
        DaemonParts{source, client, account.memory, account.clock, account.random, pool, &counted},
        std::move(options));
  }

  Result<void> once() { return run(account.clock, daemon->run_once({})); }
  /// Looks, acts and looks again, as the loop would.
  Result<void> settle() {
    Result<void> last = once();
    for (int i = 0; i < 5 && last && changes() != seen_; ++i) {
      seen_ = changes();
      last = once();
    }
    return last;
  }
  /// The whole daemon, for so long.
  void run_for(Duration length) {
    auto stop = std::make_shared<net::StopFlag>();
    if (!account.clock.run(run_until(stop, length))) throw std::logic_error("it never stops");
  }

  std::uint64_t changes() const { return account.cloud.changes_accepted(); }
  std::vector<std::string> names(const std::string& kind) const {
    std::vector<std::string> found;
    for (const auto& object : account.cloud.objects())
      if (object.kind == kind) found.push_back(object.name);
    std::ranges::sort(found);
    return found;
  }
  std::size_t told(const std::string& reason) const {
    return static_cast<std::size_t>(std::ranges::count(events, reason, &StatusEvent::reason));
  }
  std::string reason_of_ready() const {
    const auto* ready = find_condition(daemon->status().conditions, "Ready");
    return ready == nullptr ? "" : ready->reason;
  }
  const PlanStatus* waiting_plan() const {
    for (const auto& plan : daemon->status().plans)
      if (plan.phase == PlanPhase::waiting) return &plan;
    return nullptr;
  }

  SimAccount account;
  net::CountedTransport counted{account.meddler};
  api::Client client{counted,
                     account.clock,
                     account.random,
                     api::Contract::standard(),
                     {.endpoint = "http://sandbox/api", .api_key = "key", .calls_per_minute = 0}};
  FakeSource source;
  net::BlockingPool pool{0};
  std::map<std::string, std::string> environment;
  std::vector<StatusEvent> events;
  std::unique_ptr<Reconciler> daemon;

 private:
  Task<Result<void>> give_back() { return account.memory.release(account.lease); }
  static void insist(const Result<void>& done) {
    if (!done) throw std::logic_error(done.error().text());
  }
  Task<void> run_until(std::shared_ptr<net::StopFlag> stop, Duration length) {
    auto group = co_await net::TaskGroup::open();
    group.spawn(daemon->run(net::Context(stop)));
    group.spawn(stop_after(stop, length));
    co_await group.join();
  }
  Task<void> stop_after(std::shared_ptr<net::StopFlag> stop, Duration length) {
    co_await account.clock.sleep_for(length);
    stop->request();
  }

  std::uint64_t seen_ = 0;
};

}  // namespace muster::testing
