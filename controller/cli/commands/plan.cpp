#include "controller/cli/account.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/plan_flags.hpp"
#include "controller/cli/plan_store.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/show_plan.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/reconcile/planning.hpp"
#include "controller/schedule/lives.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct PlanVerbFlags {
  PlanFlags plan;
  bool detailed_exitcode = false;
  std::string out;
};

struct MadePlan {
  Planned planned;
  SecretKey secrets;
};

/// What the ledger tells of machines that are gone, if there is one.
Task<Result<ScheduleFacts>> facts_for(Machine& machine, std::filesystem::path file,
                                      const DesiredState& desired, const RecordedState& recorded) {
  MUSTER_CO_TRY(const bool there, ledger_exists(file));
  if (!there || !asks_history(desired, recorded)) co_return ScheduleFacts{};
  MUSTER_CO_TRY(const auto ledger, co_await open_ledger(machine, std::move(file)));
  co_return co_await lives_for(*ledger, desired, recorded);
}

/// A plan that is saved needs a ledger, whose key guards what the file says of secrets.
Task<Result<MadePlan>> make_the_plan(Machine& machine, Account& account, const Workspace& workspace,
                                     PlanOptions options, bool saved) {
  const auto file = workspace.ledger_file();
  MUSTER_CO_TRY(auto record,
                co_await (saved ? read_or_make_record(machine, file) : read_record(machine, file)));
  options.secrets = record.secrets;
  const DesiredState& desired = workspace.loaded.desired;
  MUSTER_CO_TRY(auto facts, co_await facts_for(machine, file, desired, record.state));
  MUSTER_CO_TRY(auto found, co_await look_and_plan(net::Context(), *account.client, machine.clock,
                                                   desired, record.state, std::move(options),
                                                   {.facts = std::move(facts)}));
  co_return MadePlan{std::move(found.planned), std::move(record.secrets)};
}

/// Errors: io.
Result<void> save(const PlanVerbFlags& flags, const Account& account, const MadePlan& made,
                  const CommonOptions& common, const std::string& project) {
  MUSTER_CHECK(save_plan(flags.out,
                         {.plan = made.planned.plan,
                          .endpoint = account.endpoint,
                          .project = project,
                          .environment = common.environment.value_or(""),
                          .destroy = flags.plan.destroy,
                          .adopt = flags.plan.adopt},
                         made.secrets));
  if (common.format == Format::text && !common.quiet)
    print("\nSaved to " + flags.out + ". To perform exactly this: muster apply " + flags.out +
          "\n");
  return {};
}

CommentFrame comment_frame(const Workspace& workspace, const CommonOptions& common) {
  return {.project = workspace.loaded.project_name,
          .environment = common.environment.value_or(""),
          .problems = workspace.loaded.diagnostics};
}

int run_plan(const CommonOptions& common, const PlanVerbFlags& flags) {
  auto options = plan_options(flags.plan);
  if (!options) return give_up(options.error());
  const auto workspace = open_workspace(common);
  if (!workspace) return give_up(workspace.error());
  if (const auto any = expect_project(*workspace); !any && !flags.plan.destroy)
    return give_up(any.error());
  const auto frame = comment_frame(*workspace, common);
  print_diagnostics(frame.problems);
  if (has_errors(frame.problems)) {
    show_plan({}, common, frame);
    return exit_invalid_manifests;
  }
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  const auto made = machine.loop.run(
      make_the_plan(machine, *account, *workspace, *std::move(options), !flags.out.empty()));
  if (!made) return give_up(made.error());
  const auto& planned = made->planned;
  show_plan(planned, common, frame);
  if (!planned.may_be_performed()) return exit_code_of_problems(planned);
  if (!flags.out.empty())
    if (const auto saved = save(flags, *account, *made, common, frame.project); !saved)
      return give_up(saved.error());
  return flags.detailed_exitcode && !planned.plan.empty() ? exit_changes : exit_ok;
}

}  // namespace

void add_plan(Verbs& verbs) {
  const auto flags = std::make_shared<PlanVerbFlags>();
  auto& verb = verbs.add("plan", "Show what apply would do; changes nothing",
                         "muster plan --detailed-exitcode --out plan.muster",
                         [flags](const CommonOptions& common) { return run_plan(common, *flags); });
  verbs.with_environment(verb);
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "json", "markdown"});
  verb.add_flag("--detailed-exitcode", flags->detailed_exitcode, "Exit 2 when there are changes");
  verb.add_option("--out", flags->out, "Save the plan, for `muster apply FILE`")->type_name("FILE");
  verb.add_flag("--adopt", flags->plan.adopt,
                "Plan to take over things of the same name that exist");
  verb.add_flag("--destroy", flags->plan.destroy,
                "Plan the deletion of everything that muster owns here");
  add_selection(verb, flags->plan);
}

}  // namespace muster::cli
