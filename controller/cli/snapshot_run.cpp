#include "controller/cli/snapshot_run.hpp"

#include "controller/cli/account.hpp"
#include "controller/cli/apply_run.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/show_plan.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/ledger/sqlite_ledger.hpp"
#include "controller/reconcile/planning.hpp"
#include "controller/schedule/schedule_facts.hpp"
#include "model/suggest.hpp"

#include <algorithm>
#include <csignal>
#include <optional>
#include <utility>

namespace muster::cli {
namespace {

/// Cycles until nothing is left to do: each machine has its turn once, whatever the concurrency.
class SnapshotRun {
 public:
  SnapshotRun(ApplyRun& run, const SnapshotRunFlags& flags, Ledger& ledger)
      : run_(run), ask_(!flags.auto_approve), ledger_(ledger) {
    inputs_.mode = ScheduleMode::act;
    scope_.schedules = {flags.schedules.begin(), flags.schedules.end()};
    run_.on_end = [this](const Plan& plan, const Report& report) {
      performed_ = true;
      remember_failures(plan, report);
    };
  }
  ~SnapshotRun() { run_.on_end = nullptr; }
  SnapshotRun(const SnapshotRun&) = delete;
  SnapshotRun& operator=(const SnapshotRun&) = delete;

  Task<Result<int>> run() {
    int outcome = exit_ok;
    for (bool first = true;; first = false) {
      MUSTER_CO_TRY(const auto found, co_await look());
      tell(found, first);
      if (!found.planned.may_be_performed()) {
        show_plan(found.planned, run_.common);
        co_return exit_code_of_problems(found.planned);
      }
      if (found.planned.plan.empty()) {
        if (first && run_.common.format == Format::text)
          print("No snapshot is due, and none is to go.\n");
        co_return outcome;
      }
      CycleOptions cycle{.schedules = inputs_};
      if (ask_ && !may_go_ahead(found.planned)) co_return exit_error;
      if (ask_) cycle.approved_hash = found.planned.plan.hash;
      performed_ = false;
      MUSTER_CO_TRY(const int code, co_await run_before_eyes(run_, ledger_, std::move(cycle)));
      if (!performed_) co_return code == exit_ok ? outcome : code;
      if (code == exit_ok) continue;
      outcome = code;
      if (code != exit_partial) co_return outcome;
    }
  }

 private:
  Task<Result<Situation>> look() {
    MUSTER_CO_TRY(const auto entries, co_await ledger_.entries());
    inputs_.facts = facts_from(entries);
    inputs_.only = scope_;
    MUSTER_CO_TRY(const auto recorded, co_await ledger_.recorded());
    PlanOptions options;
    MUSTER_CO_TRY(options.secrets, co_await ledger_.secret_key());
    co_return co_await look_and_plan(net::Context(run_.stop), *run_.account.client,
                                     run_.machine.clock, run_.workspace.loaded.desired, recorded,
                                     std::move(options), inputs_);
  }

  /// What keeps a snapshot from being taken. Of later cycles only what is new.
  void tell(const Situation& found, bool first) {
    const auto& scope = scope_.schedules;
    for (const auto& note : found.notes) {
      if (note.key.kind != Kind::snapshot_schedule) continue;
      if (!scope.empty() && !scope.contains(note.key.name)) continue;
      if (note.reason == "SnapshotDue" || (!first && !note.warning)) continue;  // see the plan
      auto line = to_string(note.key) + ": " + note.message + "\n";
      if (told_.insert(line).second) print_error(line);
    }
  }

  bool may_go_ahead(const Planned& planned) {
    show_plan(planned, run_.common);
    print("\nPerform these steps? Only \"yes\" goes ahead: ");
    if (read_line() == "yes") return true;
    print("Cancelled; nothing was changed.\n");
    return false;
  }

  /// They are not tried again in this run: it would never end.
  void remember_failures(const Plan& plan, const Report& report) {
    for (std::size_t i = 0; i < report.steps.size(); ++i)
      if (report.steps[i].status != StepStatus::done) scope_.without.insert(plan.steps[i].resource);
  }

  ApplyRun& run_;
  const bool ask_;
  Ledger& ledger_;
  ScheduleInputs inputs_;
  SnapshotScope scope_;
  std::set<std::string> told_;
  bool performed_ = false;
};

Task<Result<int>> take_and_drop(ApplyRun& run, const SnapshotRunFlags& flags) {
  MUSTER_CO_TRY(const auto ledger,
                co_await SqliteLedger::open(run.workspace.ledger_file().string(), run.machine.pool,
                                            run.machine.clock, run.machine.random));
  SnapshotRun snapshots(run, flags, *ledger);
  co_return co_await snapshots.run();
}

/// Names that no manifest has are most likely misspelt.
Result<void> check_names(const DesiredState& desired, const std::vector<std::string>& names) {
  std::vector<std::string_view> known;
  for (const auto& resource : desired.resources)
    if (resource.key.kind == Kind::snapshot_schedule) known.push_back(resource.key.name);
  for (const auto& name : names) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const auto near = nearest(name, known);
    return fail(Errc::not_found, "the manifests have no SnapshotSchedule \"" + name + "\"" +
                                     (near ? "; did you mean " + std::string(*near) + "?" : ""));
  }
  return {};
}

}  // namespace

int run_snapshot_schedules(const CommonOptions& common, const SnapshotRunFlags& flags) {
  if (flags.due != flags.schedules.empty())
    return give_up(Error(Errc::invalid_input,
                         "say whose snapshots: --due for all schedules, or the NAME of some"));
  if (!flags.auto_approve && !input_is_terminal())
    return give_up(Error(Errc::invalid_input,
                         "there is no terminal to ask on: give --auto-approve to go ahead"));
  const auto workspace = open_workspace(common);
  if (!workspace) return give_up(workspace.error());
  if (const auto any = expect_project(*workspace); !any) return give_up(any.error());
  print_diagnostics(workspace->loaded.diagnostics);
  if (has_errors(workspace->loaded.diagnostics)) return exit_invalid_manifests;
  const auto known = check_names(workspace->loaded.desired, flags.schedules);
  if (!known) return give_up(known.error());
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  std::string verb = "snapshot run";
  for (const auto& name : flags.schedules) verb += " " + name;
  if (flags.due) verb += " --due";
  ApplyRun run{common, *workspace, *account, machine, verb};
  const auto code = machine.loop.run(take_and_drop(run, flags));
  if (code) return *code;
  if (code.error().code() == Errc::cancelled && run.signal == SIGTERM) {
    print_error(code.error());
    return exit_terminated;
  }
  return give_up(code.error());
}

}  // namespace muster::cli
