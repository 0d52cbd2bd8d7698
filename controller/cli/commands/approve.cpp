#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/daemon_client.hpp"
#include "controller/cli/exit_code.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

int run_approve(const CommonOptions& common, const std::string& hash) {
  const auto answer = ask_daemon(common, "approve", Value::Map{{"plan", hash}});
  if (!answer) return give_up(answer.error());
  if (!common.quiet)
    print(
        "The plan is released and carried out now, unless the world has moved meanwhile: then "
        "another one waits. `muster status` shows how it goes.\n");
  return exit_ok;
}

}  // namespace

void add_approve(Verbs& verbs) {
  const auto hash = std::make_shared<std::string>();
  auto& verb = verbs.add("approve", "Release exactly the plan that the daemon holds back",
                         "muster approve 3f9c02d81b44", [hash](const CommonOptions& common) {
                           return run_approve(common, *hash);
                         });
  verb.add_option("PLAN_HASH", *hash, "Of the plan, or its first letters, at least 6")->required();
}

}  // namespace muster::cli
