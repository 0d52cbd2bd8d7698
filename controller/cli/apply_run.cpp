#include "controller/cli/apply_run.hpp"

#include "api/net/event.hpp"
#include "api/net/task_group.hpp"
#include "api/net/timeout.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/progress.hpp"
#include "controller/cli/show_plan.hpp"
#include "controller/cli/summary.hpp"
#include "model/assert.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <unistd.h>
#include <utility>

namespace muster::cli {
namespace {

int conclude(const ApplyRun& run, const Cycle& cycle) {
  if (!cycle.planned.may_be_performed()) return exit_code_of_problems(cycle.planned);
  if (cycle.planned.plan.empty()) return exit_ok;
  const Plan& plan = cycle.planned.plan;
  const Report& report = cycle.report;
  if (run.on_end) run.on_end(plan, report);
  print(run.common.format == Format::json ? summary_json(plan, report)
        : run.closing                     ? run.closing(plan, report)
                                          : summary(plan, report, run.verb));
  auto code = exit_code(classify(report));
  // Of one action nothing is left to resume.
  if (run.closing && code == exit_partial && report.counts().done == 0) code = exit_error;
  return code == exit_interrupted && run.signal == SIGTERM ? exit_terminated : code;
}

constexpr Duration tick_interval = std::chrono::milliseconds(200);

/// Keeps the view moving until `done`.
Task<void> keep_ticking(net::Clock& clock, Progress& progress, net::Gate& done) {
  for (;;) {
    const bool ended = co_await net::ends_within(clock, done.wait(), tick_interval);
    if (ended) co_return;
    progress.tick();
  }
}

/// A cycle and the view that moves beside it.
struct Watched {
  const ApplyRun& run;
  World world;
  Progress& progress;
  CycleOptions options;
  std::optional<Result<Cycle>> cycle = {};
  net::Gate done = {};
};

Task<void> cycle_beside_ticks(Watched& watched, net::TaskGroup& group) {
  const auto& run = watched.run;
  group.spawn(keep_ticking(run.machine.clock, watched.progress, watched.done));
  auto cycle = co_await run_cycle(net::Context(run.stop), watched.world,
                                  run.workspace.loaded.desired, std::move(watched.options));
  watched.cycle.emplace(std::move(cycle));
  watched.done.open();
}

Task<Result<Cycle>> run_watched(const ApplyRun& run, World world, Progress& progress,
                                CycleOptions options) {
  Watched watched{run, std::move(world), progress, std::move(options)};
  const auto body = [&](net::TaskGroup& group) { return cycle_beside_ticks(watched, group); };
  co_await net::in_task_group(body);
  MUSTER_ASSERT(watched.cycle, "the task group waits for the cycle");
  co_return *std::move(watched.cycle);
}

/// What the user should know while a view is in the way goes through the view.
void tell_through(Progress& progress, const std::string& text) {
  progress.on_event({.type = Event::Type::notice, .message = text});
}

/// The first interrupt stops; more of them only hear how long it takes.
void listen(ApplyRun& run, Progress& progress) {
  run.machine.loop.on_interrupt([&run, &progress](int signal, int count) {
    run.signal = signal;
    run.stop->request();
    tell_through(progress, count == 1 ? "interrupted: no new steps; what is under way comes to a "
                                        "point from which it can go on"
                                      : "stopping; the ledger is being brought up to date");
  });
}

Task<Result<int>> perform(ApplyRun& run, Ledger& ledger, Lease lease, Progress& progress,
                          CycleOptions options) {
  World world{*run.account.client, ledger, lease, run.machine.clock, progress};
  options.execute.lease_ttl = lease_ttl;
  options.execute.random = &run.machine.random;
  if (const auto& interval = run.workspace.loaded.project.api.poll_interval)
    options.execute.poll_interval = *interval;
  // An approved plan has been shown already; JSON output is a stream of events.
  const bool show = !options.approved_hash && run.common.format == Format::text;
  options.on_plan = [&run, &progress, show](const Planned& planned) {
    progress.on_plan(planned.plan);
    if (show) return show_plan(planned, run.common);
    print_diagnostics(planned.diagnostics);
    print_diagnostics(planned.denials);
    print_diagnostics(planned.shortages);
  };
  MUSTER_CO_TRY(const auto cycle,
                co_await run_watched(run, std::move(world), progress, std::move(options)));
  co_return conclude(run, cycle);
}

}  // namespace

std::string lease_holder() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  const char* user = std::getenv("USER");
  return std::string(user == nullptr ? "somebody" : user) + "@" + host.data() + " pid " +
         std::to_string(getpid());
}

Task<Result<int>> run_before_eyes(ApplyRun& run, Ledger& ledger, CycleOptions options) {
  auto name = lease_holder();
  MUSTER_CO_TRY(const auto lease, co_await ledger.acquire(std::move(name), lease_ttl));
  const auto progress = make_progress(run.common, run.machine.clock);
  listen(run, *progress);
  const auto usual = std::exchange(
      *run.account.tell, [&progress](const std::string& text) { tell_through(*progress, text); });
  auto result = co_await perform(run, ledger, lease, *progress, std::move(options));
  const auto released = co_await ledger.release(lease);
  *run.account.tell = usual;
  run.machine.loop.on_interrupt([](int, int) {});
  if (!result) co_return result;
  if (!released && *result == exit_ok) co_return std::unexpected(released.error());
  co_return result;
}

}  // namespace muster::cli
