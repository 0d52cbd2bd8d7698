#include "controller/cli/account.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/reconcile/planning.hpp"
#include "diff/render.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct DiffFlags {
  bool detailed_exitcode = false;
};

Task<Result<Drift>> look(Machine& machine, Account& account, const Workspace& workspace) {
  MUSTER_CO_TRY(auto record, co_await read_record(machine, workspace.ledger_file()));
  co_return co_await drift_against_account(net::Context(), *account.client, machine.clock,
                                           workspace.loaded.desired, record.state,
                                           std::move(record.secrets));
}

std::string rendered(const Drift& drift, const CommonOptions& common) {
  switch (common.format) {
    case Format::json:
      return render_drift_json(drift);
    case Format::markdown:
      return render_drift_markdown(drift);
    default:
      return render_drift_text(drift, {.color = common.color});
  }
}

int run_diff(const CommonOptions& common, const DiffFlags& flags) {
  const auto workspace =
      open_settings_and_manifests(common, "so their lifecycle.ignore may not count here");
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  const auto drift = machine.loop.run(look(machine, *account, *workspace));
  if (!drift) return give_up(drift.error());
  print(rendered(*drift, common));
  return flags.detailed_exitcode && !drift->changes.empty() ? exit_changes : exit_ok;
}

}  // namespace

void add_diff(Verbs& verbs) {
  const auto flags = std::make_shared<DiffFlags>();
  auto& verb = verbs.add("diff", "Show what changed in the account since it was applied",
                         "muster diff --detailed-exitcode",
                         [flags](const CommonOptions& common) { return run_diff(common, *flags); });
  verbs.with_environment(verb);
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "json", "markdown"});
  verb.add_flag("--detailed-exitcode", flags->detailed_exitcode, "Exit 2 when there is drift");
}

}  // namespace muster::cli
