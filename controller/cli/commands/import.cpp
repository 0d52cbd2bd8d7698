#include "controller/cli/account.hpp"
#include "controller/cli/apply_run.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/import_files.hpp"
#include "controller/cli/kind_words.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/show_plan.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/reconcile/importing.hpp"
#include "controller/reconcile/planning.hpp"
#include "diff/plan_words.hpp"
#include "manifests/exporter.hpp"
#include "manifests/yaml_text.hpp"

#include <algorithm>
#include <csignal>
#include <memory>
#include <optional>
#include <set>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct ImportFlags {
  std::string kind;
  std::string name;
  bool all = false;
  std::string out;
  bool auto_approve = false;
};

/// Nobody reads a file of this name: it only has to be another than those of the project.
constexpr const char* printed_file = "(imported)";

Result<std::optional<Kind>> wanted_kind(const ImportFlags& flags) {
  if (flags.all && !flags.kind.empty())
    return fail(Errc::invalid_input, "--all imports everything: leave out KIND and NAME");
  if (flags.all) return std::nullopt;
  if (flags.kind.empty() || flags.name.empty())
    return fail(Errc::invalid_input,
                "name what to import, as in `muster import volume datasets`, or give --all");
  MUSTER_TRY(const Kind kind, parse_kind(flags.kind));
  return kind;
}

Result<std::optional<ImportTarget>> import_target(const ImportFlags& flags,
                                                  const ProjectLocation& project) {
  if (flags.out.empty()) return std::nullopt;
  MUSTER_TRY(auto target, flags.all ? ImportTarget::folder(project, flags.out)
                                    : ImportTarget::file(project, flags.out));
  return target;
}

struct ImportRun {
  Machine& machine;
  Account& account;
  const Workspace& workspace;
  ImportRequest request;
  bool takes_over = false;
};

Task<Result<Import>> look(ImportRun& looking) {
  auto& [machine, account, workspace, request, takes_over] = looking;
  const auto file = workspace.ledger_file();
  MUSTER_CO_TRY(auto record, co_await (takes_over ? read_or_make_record(machine, file)
                                                  : read_record(machine, file)));
  MUSTER_CO_CHECK(check_endpoint(record.state, account.client->endpoint()));
  std::set<Kind> kinds;
  for (const auto& [kind, name] : enum_names<Kind>)
    if (is_managed(kind)) kinds.insert(kind);
  MUSTER_CO_TRY(const auto live, co_await observe_with_market(
                                     net::Context(), *account.client, machine.clock,
                                     workspace.loaded.desired, record.state, std::move(kinds)));
  const auto resolution = resolve_open_intents(record.state, live);
  co_return prepare_import(request, live, resolution.state, record.secrets);
}

/// Says what is left out; the exit code that is due to it.
int tell_left_out(const Import& import) {
  int code = exit_ok;
  for (const auto& item : import.left_out) {
    const auto& key = item.resource.key;
    print_error("muster: note: not imported: " + std::string(to_string(key.kind)) + " '" +
                printable(key.name) + "' (" + printable(item.id.text) +
                "): " + printable(item.problem) + "\n");
    if (!item.is_going) code = exit_partial;
  }
  return code;
}

std::string amount(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " thing" : " things");
}

/// Without --out: the manifests, and nothing else happens.
void print_manifests(const Import& import, const CommonOptions& common) {
  for (const auto& file : import.files) print(file.text);
  // A draft is all there is to print of a thing that cannot be taken over.
  if (import.taken.empty())
    for (const auto& item : import.left_out)
      if (!item.unknown.empty())
        print(commented_out(export_manifest(item.resource, {item.remarks, item.unknown})));
  if (!common.quiet && !import.taken.empty())
    print_error(
        "muster: note: nothing was written and nothing taken over. `--out` does both; or "
        "put this among the manifests and run `muster apply --adopt`\n");
}

/// What is not part of the import is nobody's concern here, though the plan notes that it is left
/// out.
void show_adoptions(Planned planned, const CommonOptions& common) {
  planned.plan.notes.clear();
  show_plan(planned, common);
}

bool is_approved(const ImportFlags& flags, const Import& import) {
  if (flags.auto_approve) return true;
  std::string files;
  for (const auto& file : import.files) files += (files.empty() ? "" : ", ") + file.path;
  print("\nWrite " + files + " and take over " + amount(import.taken.size()) +
        "? Only \"yes\" goes ahead: ");
  if (read_line() == "yes") return true;
  print("Cancelled; nothing was changed.\n");
  return false;
}

/// The project as it is on disk now, if it holds what was written.
Result<Workspace> reread(const CommonOptions& common, const Import& import) {
  MUSTER_TRY(auto workspace, open_workspace(common));
  for (const auto& item : import.taken)
    if (workspace.loaded.desired.find(item.resource.key) == nullptr)
      return fail(Errc::invalid_input,
                  "the project does not read what --out names (Project.spec.manifests, hidden "
                  "folders): " +
                      to_string(item.resource.key) +
                      " would count as removed. Nothing was taken over, and the files are gone "
                      "again; give another --out");
  if (has_errors(workspace.loaded.diagnostics))
    return fail(Errc::conflict, "the manifests changed meanwhile; nothing was taken over");
  return workspace;
}

Task<Result<int>> adopt(ApplyRun& run, const Import& import) {
  MUSTER_CO_TRY(const auto ledger,
                co_await SqliteLedger::open(run.workspace.ledger_file().string(), run.machine.pool,
                                            run.machine.clock, run.machine.random));
  CycleOptions cycle{.plan = import.options};
  cycle.approved_hash = import.planned.plan.hash;
  co_return co_await run_before_eyes(run, *ledger, std::move(cycle));
}

/// Nothing can have been recorded: it ended before the first step.
bool ended_early(const Error& error) {
  return error.code() == Errc::locked || error.code() == Errc::stale ||
         error.code() == Errc::denied;
}

/// Writes the files, then lets the ledger own what they say. In between, nothing is lost: the
/// files alone are what `apply --adopt` completes.
int take_over(const CommonOptions& common, const ImportTarget& target, const Import& import,
              Machine& machine, Account& account) {
  if (const auto written = target.write(import.files); !written) return give_up(written.error());
  const auto workspace = reread(common, import);
  if (!workspace) {
    target.remove(import.files);
    return give_up(workspace.error());
  }
  ApplyRun run{common, *workspace, account, machine, "apply --adopt"};
  const auto code = machine.loop.run(adopt(run, import));
  if (code && *code == exit_ok) return exit_ok;
  if (!code && ended_early(code.error())) {
    target.remove(import.files);
    return give_up(code.error());
  }
  print_error(
      "muster: note: the manifests are written; what is not taken over yet is by `muster "
      "apply --adopt`\n");
  if (code) return *code;
  const int exit = give_up(code.error());
  return exit == exit_interrupted && run.signal == SIGTERM ? exit_terminated : exit;
}

int conclude(const CommonOptions& common, const ImportFlags& flags,
             const std::optional<ImportTarget>& target, const Import& import, Machine& machine,
             Account& account) {
  const int left_out = tell_left_out(import);
  if (import.taken.empty()) {
    print_manifests(import, common);
    if (import.left_out.empty() && !common.quiet)
      print("Everything in the account is managed; there is nothing to import.\n");
    return flags.all ? left_out : int{exit_error};
  }
  if (has_errors(import.planned.diagnostics)) {
    print_diagnostics(import.planned.diagnostics);
    return exit_code_of_problems(import.planned);
  }
  if (!target) {
    print_manifests(import, common);
    return left_out;
  }
  if (const auto free = target->check_free(import.files); !free) return give_up(free.error());
  show_adoptions(import.planned, common);
  if (!import.planned.may_be_performed()) return exit_code_of_problems(import.planned);
  if (!is_approved(flags, import)) return exit_error;
  const int code = take_over(common, *target, import, machine, account);
  return code == exit_ok ? left_out : code;
}

int run_import(const CommonOptions& common, const ImportFlags& flags) {
  const auto kind = wanted_kind(flags);
  if (!kind) return give_up(kind.error());
  if (!flags.out.empty() && !flags.auto_approve && !input_is_terminal())
    return give_up(Error(Errc::invalid_input,
                         "there is no terminal to ask on: look at what import prints without "
                         "--out, then give --auto-approve"));
  const auto workspace = open_workspace(common);
  if (!workspace) return give_up(workspace.error());
  print_diagnostics(workspace->loaded.diagnostics);
  if (has_errors(workspace->loaded.diagnostics)) return exit_invalid_manifests;
  const auto target = import_target(flags, workspace->location);
  if (!target) return give_up(target.error());
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  ImportRun looking{
      machine, *account, *workspace, {.kind = *kind, .name = flags.name}, target->has_value()};
  looking.request.file_for = [&target = *target](Kind of) {
    return target ? target->path_for(of) : std::string(printed_file);
  };
  looking.request.load = [&common](const std::vector<ManifestFile>& files) -> Result<Loaded> {
    MUSTER_TRY(auto read, open_workspace(common, files));
    return std::move(read.loaded);
  };
  const auto import = machine.loop.run(look(looking));
  if (!import) return give_up(import.error());
  return conclude(common, flags, *target, *import, machine, *account);
}

}  // namespace

void add_import(Verbs& verbs) {
  const auto flags = std::make_shared<ImportFlags>();
  auto& verb = verbs.add(
      "import", "Write manifests of what is in the account, and take it over as it is",
      "muster import volume datasets --out manifests/datasets.yaml\n  muster import --all --out "
      "manifests",
      [flags](const CommonOptions& common) { return run_import(common, *flags); });
  verbs.with_environment(verb);
  verbs.with_account(verb);
  verb.add_option("KIND", flags->kind,
                  "vms, volumes, firewalls, ssh-keys, scripts, snapshots or images");
  verb.add_option("NAME", flags->name, "Name or id of the thing");
  verb.add_flag("--all", flags->all, "Everything that is not managed yet");
  verb.add_option("--out", flags->out,
                  "Write the manifest to this new file (with --all: one new file a kind into this "
                  "folder), and take over what it says; without it, manifests are only printed")
      ->type_name("PATH");
  verb.add_flag("--auto-approve", flags->auto_approve, "Do not ask");
}

}  // namespace muster::cli
