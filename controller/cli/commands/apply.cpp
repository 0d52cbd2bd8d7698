#include "api/net/event.hpp"
#include "api/net/task_group.hpp"
#include "api/net/timeout.hpp"
#include "controller/cli/account.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/progress.hpp"
#include "controller/cli/show_plan.hpp"
#include "controller/cli/summary.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/ledger/sqlite_ledger.hpp"
#include "controller/reconcile/cycle.hpp"
#include "controller/reconcile/planning.hpp"
#include "model/assert.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct ApplyFlags {
  bool auto_approve = false;
  bool adopt = false;
  bool destroy = false;
  std::int64_t parallelism = 16;
};

constexpr Duration lease_ttl = std::chrono::minutes(1);

/// What one run of apply works on.
struct Apply {
  const CommonOptions& common;
  const ApplyFlags& options;
  const Workspace& workspace;
  Account& account;
  Machine& machine;
  std::shared_ptr<net::StopFlag> stop = std::make_shared<net::StopFlag>();
  int signal = 0;
};

/// Who holds the lease, for whoever finds the project locked.
std::string holder() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  const char* user = std::getenv("USER");
  return std::string(user == nullptr ? "somebody" : user) + "@" + host.data() + " pid " +
         std::to_string(getpid());
}

PlanOptions plan_options(const ApplyFlags& options) {
  return {.adopt = options.adopt, .destroy = options.destroy};
}

int give_up(const Error& error) {
  print_error(error);
  return exit_code(error.code());
}

/// Shows a plan that changes nothing yet, and asks. Empty: go ahead with the plan of that hash.
struct Answer {
  std::optional<int> exit;
  std::string approved_hash;
};

Task<Result<Answer>> show_and_ask(Apply& run, Ledger& ledger) {
  MUSTER_CO_TRY(const auto recorded, co_await ledger.recorded());
  auto options = plan_options(run.options);
  MUSTER_CO_TRY(options.secrets, co_await ledger.secret_key());
  MUSTER_CO_TRY(
      const auto planned,
      co_await plan_against_account(net::Context(run.stop), *run.account.client, run.machine.clock,
                                    run.workspace.loaded.desired, recorded, std::move(options)));
  show_plan(planned, run.common);
  if (has_errors(planned.diagnostics)) co_return Answer{exit_code_of_problems(planned), ""};
  if (planned.plan.empty()) co_return Answer{exit_ok, ""};
  print(run.options.destroy ? "\nDestroy all of this? Only \"yes\" goes ahead: "
                            : "\nPerform these steps? Only \"yes\" goes ahead: ");
  if (read_line() == "yes") co_return Answer{std::nullopt, planned.plan.hash};
  print("Cancelled; nothing was changed.\n");
  co_return Answer{exit_error, ""};
}

int conclude(const Apply& run, const Cycle& cycle) {
  if (has_errors(cycle.planned.diagnostics)) return exit_code_of_problems(cycle.planned);
  if (cycle.planned.plan.empty()) return exit_ok;
  const bool json = run.common.format == Format::json;
  const std::string verb = run.options.destroy ? "destroy" : "apply";
  print(json ? summary_json(cycle.planned.plan, cycle.report)
             : summary(cycle.planned.plan, cycle.report, verb));
  const auto code = exit_code(classify(cycle.report));
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
  const Apply& run;
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

Task<Result<Cycle>> run_watched(const Apply& run, World world, Progress& progress,
                                CycleOptions options) {
  Watched watched{run, std::move(world), progress, std::move(options)};
  const auto body = [&](net::TaskGroup& group) { return cycle_beside_ticks(watched, group); };
  co_await net::in_task_group(body);
  MUSTER_ASSERT(watched.cycle, "the task group waits for the cycle");
  co_return *std::move(watched.cycle);
}

Task<Result<int>> perform(Apply& run, Ledger& ledger, Lease lease,
                          std::optional<std::string> approved_hash) {
  const auto progress = make_progress(run.common, run.machine.clock);
  World world{*run.account.client, ledger, lease, run.machine.clock, *progress};
  CycleOptions options{.plan = plan_options(run.options)};
  options.execute.parallelism = static_cast<std::size_t>(run.options.parallelism);
  options.execute.lease_ttl = lease_ttl;
  if (const auto& interval = run.workspace.loaded.project.api.poll_interval)
    options.execute.poll_interval = *interval;
  // An approved plan has been shown already; JSON output is a stream of events.
  const bool show = !approved_hash && run.common.format == Format::text;
  options.on_plan = [&run, show](const Planned& planned) {
    if (show) return show_plan(planned, run.common);
    print_diagnostics(planned.diagnostics);
  };
  options.approved_hash = std::move(approved_hash);
  MUSTER_CO_TRY(const auto cycle,
                co_await run_watched(run, std::move(world), *progress, std::move(options)));
  co_return conclude(run, cycle);
}

Task<Result<int>> apply(Apply& run) {
  MUSTER_CO_TRY(const auto ledger,
                co_await SqliteLedger::open(run.workspace.ledger_file().string(), run.machine.pool,
                                            run.machine.clock, run.machine.random));
  std::optional<std::string> approved_hash;
  if (!run.options.auto_approve) {
    MUSTER_CO_TRY(auto answer, co_await show_and_ask(run, *ledger));
    if (answer.exit) co_return *answer.exit;
    approved_hash = std::move(answer.approved_hash);
  }
  run.machine.loop.on_interrupt([&run](int signal, int) {
    run.signal = signal;
    run.stop->request();
  });
  auto name = holder();
  MUSTER_CO_TRY(const auto lease, co_await ledger->acquire(std::move(name), lease_ttl));
  auto result = co_await perform(run, *ledger, lease, std::move(approved_hash));
  const auto released = co_await ledger->release(lease);
  if (!result) co_return result;
  if (!released && *result == exit_ok) co_return std::unexpected(released.error());
  co_return result;
}

int run_apply(const CommonOptions& common, const ApplyFlags& options) {
  const auto workspace = open_workspace(common);
  if (!workspace) return give_up(workspace.error());
  print_diagnostics(workspace->loaded.diagnostics);
  if (has_errors(workspace->loaded.diagnostics)) return exit_invalid_manifests;
  if (!options.auto_approve && !input_is_terminal())
    return give_up(
        Error(Errc::invalid_input,
              "there is no terminal to ask on: look at `muster plan`, then give --auto-approve"));
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  Apply run{common, options, *workspace, *account, machine};
  const auto code = machine.loop.run(apply(run));
  if (code) return *code;
  if (code.error().code() == Errc::cancelled && run.signal == SIGTERM) {
    print_error(code.error());
    return exit_terminated;
  }
  return give_up(code.error());
}

CLI::App& add(Verbs& verbs, const std::string& name, const std::string& what,
              const std::string& example, const std::shared_ptr<ApplyFlags>& flags) {
  auto& verb = verbs.add(name, what, example, [flags](const CommonOptions& common) {
    return run_apply(common, *flags);
  });
  verbs.with_environment(verb);
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "json"});
  verb.add_flag("--auto-approve", flags->auto_approve, "Do not ask");
  verb.add_option("--parallelism", flags->parallelism, "Steps under way at one time")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  return verb;
}

}  // namespace

void add_apply(Verbs& verbs) {
  const auto apply = std::make_shared<ApplyFlags>();
  auto& verb = add(verbs, "apply", "Show the plan, ask, and perform exactly that",
                   "muster apply --auto-approve", apply);
  verb.add_flag("--adopt", apply->adopt, "Take over things of the same name that exist");
  const auto destroy = std::make_shared<ApplyFlags>(ApplyFlags{.destroy = true});
  add(verbs, "destroy", "Delete everything that muster owns in this project", "muster destroy",
      destroy);
}

}  // namespace muster::cli
