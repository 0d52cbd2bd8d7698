#include "controller/cli/account.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/show_plan.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/reconcile/planning.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct PlanFlags {
  bool detailed_exitcode = false;
  bool adopt = false;
  bool destroy = false;
};

Task<Result<Planned>> make_the_plan(Machine& machine, Account& account, const Workspace& workspace,
                                    PlanFlags options) {
  MUSTER_CO_TRY(auto record, co_await read_record(machine, workspace.ledger_file()));
  PlanOptions plan_options{.adopt = options.adopt, .destroy = options.destroy};
  plan_options.secrets = std::move(record.secrets);
  co_return co_await plan_against_account(net::Context(), *account.client, machine.clock,
                                          workspace.loaded.desired, record.state,
                                          std::move(plan_options));
}

int run_plan(const CommonOptions& common, const PlanFlags& options) {
  const auto give_up = [](const Error& error) {
    print_error(error);
    return exit_code(error.code());
  };
  const auto workspace = open_workspace(common);
  if (!workspace) return give_up(workspace.error());
  print_diagnostics(workspace->loaded.diagnostics);
  if (has_errors(workspace->loaded.diagnostics)) return exit_invalid_manifests;
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  const auto planned = machine.loop.run(make_the_plan(machine, *account, *workspace, options));
  if (!planned) return give_up(planned.error());
  show_plan(*planned, common);
  if (has_errors(planned->diagnostics)) return exit_code_of_problems(*planned);
  return options.detailed_exitcode && !planned->plan.empty() ? exit_changes : exit_ok;
}

}  // namespace

void add_plan(Verbs& verbs) {
  const auto flags = std::make_shared<PlanFlags>();
  auto& verb = verbs.add("plan", "Show what apply would do; changes nothing",
                         "muster plan --detailed-exitcode",
                         [flags](const CommonOptions& common) { return run_plan(common, *flags); });
  verbs.with_environment(verb);
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "json", "markdown"});
  verb.add_flag("--detailed-exitcode", flags->detailed_exitcode, "Exit 2 when there are changes");
  verb.add_flag("--adopt", flags->adopt, "Plan to take over things of the same name that exist");
  verb.add_flag("--destroy", flags->destroy,
                "Plan the deletion of everything that muster owns here");
}

}  // namespace muster::cli
