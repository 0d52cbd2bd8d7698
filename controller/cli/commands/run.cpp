#include "controller/cli/commands/commands.hpp"
#include "controller/cli/daemon_run.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {

void add_run(Verbs& verbs) {
  const auto flags = std::make_shared<DaemonFlags>();
  auto& verb =
      verbs.add("run", "Keep the account as a folder or a git repository says, until stopped",
                "muster run --git https://git.example/infra.git --branch main --path gpu\n"
                "  muster run                                    follows the project's folder",
                [flags](const CommonOptions& common) { return run_daemon(common, *flags); });
  verbs.with_environment(verb);
  verbs.with_account(verb);
  add_source_options(verb, flags->source);
  verb.add_option("--listen", flags->listen,
                  "Address of status, metrics and hooks; port 0 takes a free one, an empty address "
                  "opens none")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  verb.add_flag("--once", flags->once, "One cycle, then end: 0 if the account is as wanted");
}

}  // namespace muster::cli
