#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/workspace.hpp"

namespace muster::cli {
namespace {

int run_validate(const CommonOptions& common) {
  const auto workspace = open_workspace(common);
  if (!workspace) return give_up(workspace.error());
  if (const auto any = expect_project(*workspace); !any) return give_up(any.error());
  const auto& loaded = workspace->loaded;
  print_diagnostics(loaded.diagnostics);
  if (has_errors(loaded.diagnostics)) return exit_invalid_manifests;
  const auto count = loaded.desired.resources.size();
  if (count == 0)
    print_error("muster: note: nothing is wanted: the Project is the only manifest below " +
                workspace->location.root.string() + "\n");
  if (!common.quiet)
    print(std::to_string(count) +
          (count == 1 ? " resource is valid.\n" : " resources are valid.\n"));
  return exit_ok;
}

}  // namespace

void add_validate(Verbs& verbs) {
  auto& verb = verbs.add("validate", "Check all manifests, without credentials and offline",
                         "muster validate --project infra", run_validate);
  verbs.with_environment(verb);
}

}  // namespace muster::cli
