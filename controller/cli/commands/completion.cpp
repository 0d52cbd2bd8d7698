#include "controller/cli/completion.hpp"

#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct CompletionFlags {
  std::string shell;
  CompletionVerb tree;
};

std::string script(const CompletionFlags& flags) {
  if (flags.shell == "zsh") return zsh_completion(flags.tree);
  if (flags.shell == "fish") return fish_completion(flags.tree);
  return bash_completion(flags.tree);
}

}  // namespace

void add_completion(Verbs& verbs) {
  const auto flags = std::make_shared<CompletionFlags>();
  auto& verb = verbs.add("completion", "Print a script that completes commands in your shell",
                         "source <(muster completion bash)\n"
                         "  muster completion fish > ~/.config/fish/completions/muster.fish",
                         [flags](const CommonOptions&) {
                           print(script(*flags));
                           return static_cast<int>(exit_ok);
                         });
  verb.add_option("SHELL", flags->shell, "bash, zsh or fish")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  // The table of verbs is gone by the time the verb runs.
  verb.parse_complete_callback([&verbs, flags] { flags->tree = completion_tree(verbs.app()); });
}

}  // namespace muster::cli
