#include "controller/cli/account.hpp"
#include "controller/cli/apply_run.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/plan_flags.hpp"
#include "controller/cli/plan_store.hpp"
#include "controller/cli/show_plan.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/ledger/sqlite_ledger.hpp"
#include "controller/reconcile/planning.hpp"
#include "controller/schedule/lives.hpp"

#include <csignal>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct ApplyFlags {
  PlanFlags plan;
  bool auto_approve = false;
  std::optional<std::int64_t> parallelism;
  std::string plan_file;
};

/// While one half of the steps call, the other half can write to the ledger.
std::size_t parallelism(const ApplyFlags& flags, const ApiSettings& settings) {
  const auto calls = settings.concurrency.value_or(16);
  return static_cast<std::size_t>(flags.parallelism.value_or(2 * calls));
}

/// Shows a plan that changes nothing yet, and asks. Empty: go ahead with the plan of that hash.
struct Answer {
  std::optional<int> exit;
  std::string approved_hash;
};

Task<Result<Answer>> show_and_ask(ApplyRun& run, Ledger& ledger, PlanOptions options) {
  const bool destroy = options.destroy;
  MUSTER_CO_TRY(const auto recorded, co_await ledger.recorded());
  MUSTER_CO_TRY(options.secrets, co_await ledger.secret_key());
  const DesiredState& desired = run.workspace.loaded.desired;
  MUSTER_CO_TRY(auto facts, co_await lives_for(ledger, desired, recorded));
  MUSTER_CO_TRY(
      const auto found,
      co_await look_and_plan(net::Context(run.stop), *run.account.client, run.machine.clock,
                             desired, recorded, std::move(options), {.facts = std::move(facts)}));
  const Planned& planned = found.planned;
  show_plan(planned, run.common);
  if (!planned.may_be_performed()) co_return Answer{exit_code_of_problems(planned), ""};
  if (planned.plan.empty()) co_return Answer{exit_ok, ""};
  print(destroy ? "\nDestroy all of this? Only \"yes\" goes ahead: "
                : "\nPerform these steps? Only \"yes\" goes ahead: ");
  if (read_line() == "yes") co_return Answer{std::nullopt, planned.plan.hash};
  print("Cancelled; nothing was changed.\n");
  co_return Answer{exit_error, ""};
}

/// A plan file brings its own decision; it only has to belong here.
Task<Result<void>> prepare(const ApplyRun& run, Ledger& ledger, SavedPlan& saved) {
  MUSTER_CO_TRY(const auto key, co_await ledger.secret_key());
  MUSTER_CO_CHECK(check_place(saved, run.account.endpoint, key));
  co_return fill_in_texts(saved, run.workspace.loaded.desired, key);
}

Task<Result<int>> apply(ApplyRun& run, const ApplyFlags& flags, PlanOptions options,
                        SavedPlan* saved) {
  MUSTER_CO_TRY(const auto ledger,
                co_await SqliteLedger::open(run.workspace.ledger_file().string(), run.machine.pool,
                                            run.machine.clock, run.machine.random));
  CycleOptions cycle{.plan = std::move(options)};
  cycle.execute.parallelism = parallelism(flags, run.workspace.loaded.project.api);
  if (saved != nullptr) {
    MUSTER_CO_CHECK(co_await prepare(run, *ledger, *saved));
    cycle.saved = &saved->plan;
  } else if (!flags.auto_approve) {
    MUSTER_CO_TRY(auto answer, co_await show_and_ask(run, *ledger, cycle.plan));
    if (answer.exit) co_return *answer.exit;
    cycle.approved_hash = std::move(answer.approved_hash);
  }
  co_return co_await run_before_eyes(run, *ledger, std::move(cycle));
}

Result<std::optional<SavedPlan>> open_plan_file(const ApplyFlags& flags) {
  if (flags.plan_file.empty()) return std::nullopt;
  if (flags.plan.adopt || !flags.plan.targets.empty() || !flags.plan.excludes.empty() ||
      flags.plan.override_budget || flags.plan.accept_scarcity)
    return fail(Errc::invalid_input,
                "a plan file says already what is done: --adopt, --target, --exclude, "
                "--override-budget and --accept-scarcity belong to `muster plan --out`");
  MUSTER_TRY(auto saved, load_plan(flags.plan_file));
  return saved;
}

/// Whether the manifests can be worked with. A plan file needs them only for secret texts.
std::optional<int> manifest_problems(const Workspace& workspace, const SavedPlan* saved) {
  if (saved != nullptr && saved->missing.empty()) return std::nullopt;
  print_diagnostics(workspace.loaded.diagnostics);
  if (has_errors(workspace.loaded.diagnostics)) return exit_invalid_manifests;
  return std::nullopt;
}

/// Without a ledger a plan file is refused before one is made.
Result<void> check_ledger_exists(const Workspace& workspace) {
  const auto file = workspace.ledger_file();
  if (std::filesystem::exists(file)) return {};
  return fail(Errc::stale, "the plan was made with a ledger, and there is none at " +
                               file.string() +
                               "; nothing was done. Bring the ledger that the plan was made with, "
                               "or make a new plan");
}

int run_apply(const CommonOptions& common, const ApplyFlags& flags) {
  auto options = plan_options(flags.plan);
  if (!options) return give_up(options.error());
  auto saved = open_plan_file(flags);
  if (!saved) return give_up(saved.error());
  auto& plan_file = *saved;
  SavedPlan* plan = plan_file ? &*plan_file : nullptr;
  const auto workspace = open_workspace(common);
  if (!workspace) return give_up(workspace.error());
  // An empty folder is more likely a mistake than the wish to delete everything.
  if (const auto any = expect_project(*workspace); !any && plan == nullptr && !flags.plan.destroy)
    return give_up(any.error());
  if (const auto code = manifest_problems(*workspace, plan)) return *code;
  if (plan == nullptr && !flags.auto_approve && !input_is_terminal())
    return give_up(
        Error(Errc::invalid_input,
              "there is no terminal to ask on: look at `muster plan`, then give --auto-approve"));
  if (plan != nullptr)
    if (const auto there = check_ledger_exists(*workspace); !there) return give_up(there.error());
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  const bool destroys = plan != nullptr ? plan->destroy : flags.plan.destroy;
  ApplyRun run{common, *workspace, *account, machine, destroys ? "destroy" : "apply"};
  const auto code = machine.loop.run(apply(run, flags, *std::move(options), plan));
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
  verb.add_option("--parallelism", flags->parallelism,
                  "Steps at work at one time, not counting those that wait; 1: one by one. Without "
                  "it, twice Project.spec.api.concurrency")
      ->check(CLI::Range(1, 512));
  add_selection(verb, flags->plan);
  return verb;
}

}  // namespace

void add_apply(Verbs& verbs) {
  const auto apply = std::make_shared<ApplyFlags>();
  auto& verb = add(verbs, "apply", "Show the plan, ask, and perform exactly that",
                   "muster plan --out plan.muster && muster apply plan.muster", apply);
  verb.add_option("PLANFILE", apply->plan_file,
                  "Perform this saved plan, without asking; refused if what it rests on moved")
      ->type_name("FILE");
  verb.add_flag("--adopt", apply->plan.adopt, "Take over things of the same name that exist");
  const auto destroy = std::make_shared<ApplyFlags>(ApplyFlags{.plan = {.destroy = true}});
  add(verbs, "destroy", "Delete everything that muster owns in this project", "muster destroy",
      destroy);
}

}  // namespace muster::cli
