#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/lock_words.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/workspace.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct BreakFlags {
  bool auto_approve = false;
  bool force = false;
};

/// A project that was never applied has no lock, which is as good as a free one.
Task<Result<LockState>> look(Machine& machine, std::filesystem::path file) {
  MUSTER_CO_TRY(const bool there, ledger_exists(file));
  if (!there) co_return LockState{};
  MUSTER_CO_TRY(const auto ledger, co_await open_ledger(machine, std::move(file)));
  co_return co_await ledger->lock_state();
}

Task<Result<LockState>> break_it(Machine& machine, std::filesystem::path file, bool force) {
  MUSTER_CO_TRY(const auto ledger, co_await open_ledger(machine, std::move(file)));
  co_return co_await ledger->break_lock(force);
}

int run_status(const CommonOptions& common) {
  const auto workspace = open_project(common);
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  const auto state = machine.loop.run(look(machine, workspace->ledger_file()));
  if (!state) return give_up(state.error());
  print(common.format == Format::json ? json_document(lock_value(*state)) : lock_text(*state));
  return state->is_held() ? exit_locked : exit_ok;
}

int run_break(const CommonOptions& common, const BreakFlags& flags) {
  const auto workspace = open_project(common);
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  const auto state = machine.loop.run(look(machine, workspace->ledger_file()));
  if (!state) return give_up(state.error());
  if (state->row.holder.empty()) {
    print(broken_text(*state));
    return exit_ok;
  }
  if (!flags.auto_approve) {
    if (!input_is_terminal())
      return give_up(Error(Errc::invalid_input,
                           "there is no terminal to ask on: look at `muster lock status`, then "
                           "give --auto-approve"));
    print(lock_text(*state) + "\nBreak it? Only \"yes\" goes ahead: ");
    if (read_line() != "yes") {
      print("Cancelled; nothing was changed.\n");
      return exit_error;
    }
  }
  const auto found = machine.loop.run(break_it(machine, workspace->ledger_file(), flags.force));
  if (!found) return give_up(found.error());
  print(broken_text(*found));
  return exit_ok;
}

}  // namespace

void add_lock(Verbs& verbs) {
  auto& group = verbs.add_group("lock", "Who may write to this project right now");
  auto& status = verbs.add_below(
      group, "status", "Show who holds the lock; exits 0 when it is free, 7 when it is held",
      "muster lock status || echo busy", run_status);
  verbs.with_format(status, {"text", "json"});
  const auto flags = std::make_shared<BreakFlags>();
  auto& verb = verbs.add_below(
      group, "break", "Take the lock away from a muster that hangs or is out of reach",
      "muster lock break",
      [flags](const CommonOptions& common) { return run_break(common, *flags); });
  verb.add_flag("--auto-approve", flags->auto_approve, "Do not ask");
  verb.add_flag("--force", flags->force, "Even though the holder runs on this machine");
}

}  // namespace muster::cli
