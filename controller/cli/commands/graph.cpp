#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/workspace.hpp"
#include "diff/graph_text.hpp"

namespace muster::cli {
namespace {

int run_graph(const CommonOptions& common) {
  const auto workspace = open_workspace(common);
  if (!workspace) return give_up(workspace.error());
  if (const auto any = expect_project(*workspace); !any) return give_up(any.error());
  const auto& loaded = workspace->loaded;
  print_diagnostics(loaded.diagnostics);
  if (has_errors(loaded.diagnostics)) return exit_invalid_manifests;
  print(common.format == Format::mermaid ? render_mermaid(loaded.desired)
                                         : render_dot(loaded.desired));
  return exit_ok;
}

}  // namespace

void add_graph(Verbs& verbs) {
  auto& verb =
      verbs.add("graph", "Draw what the manifests need of each other; offline",
                "muster graph | dot -Tsvg > graph.svg\n  muster graph -o mermaid", run_graph);
  verbs.with_environment(verb);
  verbs.with_format(verb, {"dot", "mermaid"});
}

}  // namespace muster::cli
