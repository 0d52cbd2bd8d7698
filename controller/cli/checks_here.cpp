#include "controller/cli/checks_here.hpp"

#include "controller/cli/lock_words.hpp"
#include "controller/cli/phrases.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/run_program.hpp"
#include "controller/reconcile/planning.hpp"

#include <algorithm>
#include <unistd.h>

namespace muster::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* ledger_check = "ledger";
constexpr std::uintmax_t room_bytes_min = std::uintmax_t{64} << 20U;

/// The folder that is there already and in which the others will be made.
fs::path existing_folder(fs::path folder) {
  std::error_code error;
  while (!folder.empty() && !fs::exists(folder, error) && folder != folder.parent_path())
    folder = folder.parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

Check check_room(const fs::path& folder) {
  std::error_code error;
  const auto space = fs::space(folder, error);
  if (error) return note("disk", "how much room there is cannot be told: " + error.message());
  const auto room = std::to_string(space.available >> 20U) + " MB free beside the ledger";
  if (space.available < room_bytes_min)
    return problem("disk", "only " + room, "make room: a full disk stops every run");
  return well("disk", room);
}

Check check_place(const fs::path& file, const fs::path& folder) {
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    return problem(
        ledger_check,
        "there is none yet, and it cannot be made: " + folder.string() + " is not writable",
        "let the user who runs muster write there, or set Project.spec.ledger");
  return well(ledger_check, "none yet; the first apply makes " + file.string());
}

struct Sound {
  LedgerContents contents;
  LockState lock;
};

Task<Result<Sound>> look(Machine& machine, fs::path file) {
  MUSTER_CO_TRY(const auto ledger, co_await open_ledger(machine, std::move(file)));
  Sound sound;
  MUSTER_CO_TRY(sound.contents.state, co_await ledger->recorded());
  MUSTER_CO_TRY(sound.contents.entries, co_await ledger->entries());
  MUSTER_CO_TRY(sound.lock, co_await ledger->lock_state());
  co_return sound;
}

Checks judge(const Sound& sound, const std::string& endpoint) {
  const auto& state = sound.contents.state;
  const auto finding = "sound: " + std::to_string(sound.contents.entries.size()) + " entries" +
                       ", " + counted(state.resources.size(), "resource") + " owned";
  Checks checks;
  if (const auto same = check_endpoint(state, endpoint); !same)
    checks.push_back(problem(ledger_check, same.error().text()));
  else if (state.open_intents.empty())
    checks.push_back(well(ledger_check, finding));
  else
    checks.push_back(note(
        ledger_check,
        finding + ", " + counted(state.open_intents.size(), "call") + " of an interrupted run open",
        "muster apply looks them up in the account and goes on"));
  if (sound.lock.is_held())
    checks.push_back(
        note("lock", "held by " + sound.lock.row.holder, "muster lock status tells more"));
  else
    checks.push_back(well("lock", "free"));
  return checks;
}

}  // namespace

Checks check_manifests(const Workspace& workspace) {
  const auto& loaded = workspace.loaded;
  Checks checks;
  if (workspace.location.settings.empty())
    checks.push_back(note("project", workspace.location.root.string() + " has no muster.yaml",
                          "the defaults count here; --project names another folder"));
  else
    checks.push_back(well("project", workspace.location.settings.string()));
  const auto errors =
      std::ranges::count(loaded.diagnostics, Severity::error, &Diagnostic::severity);
  if (errors > 0)
    checks.push_back(problem("manifests", counted(errors, "error"), "muster validate lists them"));
  else
    checks.push_back(
        well("manifests", counted(loaded.desired.resources.size(), "resource") + " valid"));
  return checks;
}

Checks check_ledger(Machine& machine, const fs::path& file, const std::string& endpoint) {
  Checks checks;
  const auto there = ledger_exists(file);
  const auto folder = existing_folder(file.parent_path());
  if (!there) {
    checks.push_back(problem(ledger_check, there.error().text()));
  } else if (!*there) {
    checks.push_back(check_place(file, folder));
  } else {
    const auto sound = machine.loop.run(look(machine, file));
    checks = sound ? judge(*sound, endpoint) : Checks{problem(ledger_check, sound.error().text())};
  }
  checks.push_back(check_room(folder));
  return checks;
}

Check check_git(const fs::path& root, const fs::path& ledger) {
  constexpr const char* name = "git";
  const auto inside = run_program({"git", "-C", root.string(), "rev-parse", "--show-toplevel"});
  if (!inside) return skipped(name, "not checked: git does not answer or is not installed");
  if (inside->exit != 0)
    return note(name, "the project is in no git repository",
                "keep manifests in git: history and review come with it");
  std::vector<std::string> status = {"git",    "--no-optional-locks",
                                     "-c",     "core.fsmonitor=false",
                                     "-C",     root.string(),
                                     "status", "--porcelain",
                                     "--",     "."};
  const auto own = ledger.parent_path().lexically_relative(root).string();
  if (!own.empty() && own != "." && !own.starts_with("..")) status.push_back(":(exclude)" + own);
  const auto changes = run_program(std::move(status));
  if (!changes || changes->exit != 0) return skipped(name, "not checked: git status failed");
  const auto count = static_cast<std::size_t>(std::ranges::count(changes->out, '\n'));
  if (count == 0) return well(name, "everything is committed");
  return note(name, counted(count, "file") + " not committed",
              "commit before you apply, so that history says what was wanted");
}

}  // namespace muster::cli
