#include "controller/cli/account.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/show_plan.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/ledger/sqlite_ledger.hpp"
#include "controller/reconcile/planning.hpp"

namespace muster::cli {
namespace {

/// What muster owns here. A project that was never applied owns nothing, and a plan leaves no file
/// behind.
struct Record {
  RecordedState state;
  SecretKey secrets;
};

Task<Result<Record>> read_record(Machine& machine, std::filesystem::path file) {
  if (!std::filesystem::exists(file)) co_return Record{};
  MUSTER_CO_TRY(const auto ledger, co_await SqliteLedger::open(file.string(), machine.pool,
                                                               machine.clock, machine.random));
  Record record;
  MUSTER_CO_TRY(record.state, co_await ledger->recorded());
  MUSTER_CO_TRY(record.secrets, co_await ledger->secret_key());
  co_return record;
}

Task<Result<Planned>> make_the_plan(Machine& machine, Account& account, const Workspace& workspace,
                                    PlanCommandOptions options) {
  MUSTER_CO_TRY(auto record, co_await read_record(machine, workspace.ledger_file()));
  PlanOptions plan_options{.adopt = options.adopt, .destroy = options.destroy};
  plan_options.secrets = std::move(record.secrets);
  co_return co_await plan_against_account(net::Context(), *account.client, machine.clock,
                                          workspace.loaded.desired, record.state,
                                          std::move(plan_options));
}

}  // namespace

int run_plan(const CommonOptions& common, const PlanCommandOptions& options) {
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

}  // namespace muster::cli
