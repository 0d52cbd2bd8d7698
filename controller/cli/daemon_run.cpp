#include "controller/cli/daemon_run.hpp"

#include "api/net/proxy.hpp"
#include "api/net/service_notify.hpp"
#include "api/net/task_group.hpp"
#include "controller/cli/account.hpp"
#include "controller/cli/apply_run.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/event_lines.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/ledger/sqlite_ledger.hpp"
#include "controller/reconcile/reconciler.hpp"
#include "controller/serve/announcer.hpp"
#include "controller/serve/daemon_files.hpp"
#include "controller/serve/daemon_server.hpp"
#include "controller/serve/health.hpp"
#include "controller/serve/hook_routes.hpp"

#include <charconv>
#include <csignal>
#include <memory>
#include <string>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace muster::cli {
namespace {

/// What is under way when the daemon is told to stop has so long to reach a safe point.
constexpr unsigned drain_seconds = 30;
constexpr Duration first_fetch_limit = std::chrono::minutes(10);
constexpr Duration first_fetch_pause = std::chrono::seconds(10);

LoadSettings load_settings(const CommonOptions& common) {
  return {.environment = common.environment,
          .variables = common.variables,
          .read_env = net::process_environment};
}

Result<std::pair<std::string, std::uint16_t>> host_and_port(const std::string& text) {
  const auto colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const char* begin = colon == std::string::npos ? end : text.data() + colon + 1;
  const auto read = std::from_chars(begin, end, port);
  if (host.empty() || read.ec != std::errc{} || read.ptr != end)
    return fail(Errc::invalid_input,
                "--listen wants HOST:PORT such as 127.0.0.1:9700, not \"" + text + "\"");
  return std::pair(host, port);
}

/// Steps of plans, as lines of output.
class StepLines final : public EventSink {
 public:
  StepLines(const CommonOptions& common, const net::Clock& clock)
      : common_(common), clock_(clock) {}

  void on_event(const Event& event) override {
    if (!common_.quiet && status != nullptr)
      print(step_line(event, clock_.wall_now(), status->cycle, common_.log_format));
  }

  const DaemonStatus* status = nullptr;

 private:
  const CommonOptions& common_;
  const net::Clock& clock_;
};

/// Where the daemon keeps its record, and what it follows.
class Daemon {
 public:
  Daemon(const CommonOptions& common, const DaemonFlags& flags) : common_(common), flags_(flags) {}

  int run();

 private:
  Task<Result<int>> go();
  Task<Result<void>> open_project();
  Task<Result<std::shared_ptr<const Bundle>>> first_bundle();
  Task<Result<void>> open_parts();
  Task<Result<void>> open_server();
  Task<Result<int>> keep();
  void on_event(const StatusEvent& event);

  const CommonOptions& common_;
  const DaemonFlags& flags_;
  Machine machine_;
  std::shared_ptr<net::StopFlag> stop_ = std::make_shared<net::StopFlag>();
  net::Context context_{stop_};
  const net::ServiceNotify manager_ = net::ServiceNotify::from_environment();
  const LoadSettings settings_ = load_settings(common_);
  Workspace workspace_;
  std::unique_ptr<Source> source_;
  Account account_;
  std::unique_ptr<SqliteLedger> ledger_;
  StepLines steps_{common_, machine_.clock};
  std::unique_ptr<Reconciler> reconciler_;
  std::unique_ptr<Announcer> announcer_;
  std::unique_ptr<DaemonServer> server_;
};

void Daemon::on_event(const StatusEvent& event) {
  if (!common_.quiet || event.severity == EventSeverity::warning)
    print(event_line(event, common_.log_format));
  manager_.status(event.reason + ": " + event.message);
  if (announcer_) announcer_->tell(event);
}

/// At boot the network may not be there yet: what may pass is waited for.
Task<Result<std::shared_ptr<const Bundle>>> Daemon::first_bundle() {
  for (;;) {
    auto bundle = co_await source_->fetch(context_.within(machine_.clock, first_fetch_limit));
    if (bundle || context_.stop_requested()) co_return bundle;
    const auto what = disposition(bundle.error().code());
    if (what != Disposition::retry_after && what != Disposition::look_up_then_decide)
      co_return bundle;
    print_error("muster: note: " + bundle.error().text() + "; trying again\n");
    manager_.status("waits for " + source_->name());
    co_await machine_.clock.sleep_for(first_fetch_pause);
  }
}

Task<Result<void>> Daemon::open_project() {
  MUSTER_CO_TRY(workspace_.location, locate_project(common_.project));
  MUSTER_CO_TRY(source_, open_source(flags_.source, common_, machine_.clock, machine_.pool));
  MUSTER_CO_TRY(const auto bundle, co_await first_bundle());
  workspace_.loaded = load_bundle(*bundle, settings_);
  workspace_.contract = bundle->contract;
  print_diagnostics(workspace_.loaded.diagnostics);
  if (has_errors(workspace_.loaded.diagnostics))
    co_return fail(Errc::invalid_manifest, bundle->label + " cannot be used; nothing was done");
  workspace_.loaded.desired = {};  // the reconciler has its own
  co_return Result<void>();
}

Task<Result<void>> Daemon::open_parts() {
  MUSTER_CO_TRY(account_, open_account(common_, workspace_, machine_.clock, machine_.random));
  MUSTER_CO_TRY(ledger_,
                co_await SqliteLedger::open(workspace_.ledger_file().string(), machine_.pool,
                                            machine_.clock, machine_.random));
  ReconcilerOptions options{.load = settings_, .holder = lease_holder()};
  options.poll_interval = flags_.source.poll;
  options.execute.random = &machine_.random;
  options.execute.poll_interval =
      workspace_.loaded.project.api.poll_interval.value_or(options.execute.poll_interval);
  options.on_event = [this](const StatusEvent& event) { on_event(event); };
  options.progress = &steps_;
  reconciler_ = std::make_unique<Reconciler>(
      DaemonParts{*source_, *account_.client, *ledger_, machine_.clock, machine_.random,
                  machine_.pool, account_.counted.get()},
      std::move(options));
  steps_.status = &reconciler_->status();
  announcer_ = std::make_unique<Announcer>(
      machine_.clock, machine_.random, *reconciler_,
      [this]() -> const DaemonSettings* {
        const auto* project = reconciler_->settings();
        return project != nullptr && project->daemon ? &*project->daemon : nullptr;
      },
      workspace_.loaded.project.daemon, http_transports(machine_.clock, net::process_environment),
      [](const std::string& problem) { print_error("muster: note: " + problem + "\n"); });
  co_return Result<void>();
}

Task<Result<void>> Daemon::open_server() {
  if (flags_.listen.empty()) co_return Result<void>();
  const auto folder = workspace_.ledger_file().parent_path();
  DaemonServerOptions options{.version = MUSTER_VERSION};
  MUSTER_CO_TRY(std::tie(options.bind_address, options.port), host_and_port(flags_.listen));
  MUSTER_CO_TRY(options.token, take_token(folder));
  MUSTER_CO_TRY(auto secrets, read_hook_secrets(net::process_environment));
  options.extra_routes = hook_routes(machine_.clock, *reconciler_, std::move(secrets));
  server_ = std::make_unique<DaemonServer>(machine_.clock, *reconciler_, std::move(options));
  MUSTER_CO_CHECK(co_await server_->listen());
  MUSTER_CO_CHECK(publish_place(folder, {server_->url(), getpid()}));
  if (!common_.quiet) print("muster run is listening on " + server_->url() + "\n");
  co_return Result<void>();
}

Task<Result<int>> Daemon::keep() {
  if (flags_.once) {
    MUSTER_CO_CHECK(co_await reconciler_->run_once(context_));
    co_return exit_ok;
  }
  machine_.loop.on_hangup([this] { reconciler_->reload(); });
  MUSTER_CO_CHECK(co_await open_server());
  manager_.ready("follows " + source_->name());
  auto group = co_await net::TaskGroup::open();
  group.spawn(reconciler_->run(context_));
  group.spawn(announcer_->run(context_));
  if (server_) group.spawn(server_->serve(context_));
  if (const auto interval = net::watchdog_interval())
    group.spawn(net::watch_over(context_, machine_.clock, manager_, *interval, [this] {
      return check_live(reconciler_->status(), machine_.clock.wall_now());
    }));
  co_await group.join();
  if (server_) withdraw_place(workspace_.ledger_file().parent_path(), getpid());
  co_return exit_ok;
}

Task<Result<int>> Daemon::go() {
  MUSTER_CO_CHECK(co_await open_project());
  MUSTER_CO_CHECK(co_await open_parts());
  co_return co_await keep();
}

int Daemon::run() {
  machine_.loop.on_interrupt([this](int signal, int count) {
    // What cannot be stopped in time is as harmless as kill -9: the next start goes on with it.
    if (count == 1) alarm(drain_seconds);
    if (count > 1) _exit(signal == SIGTERM ? exit_terminated : exit_interrupted);
    manager_.stopping("stops");
    stop_->request();
  });
  const auto code = machine_.loop.run(go());
  alarm(0);
  if (code) return *code;
  if (stop_->requested() && code.error().code() == Errc::cancelled) return exit_ok;
  return give_up(code.error());
}

}  // namespace

int run_daemon(const CommonOptions& common, const DaemonFlags& flags) {
  return Daemon(common, flags).run();
}

}  // namespace muster::cli
