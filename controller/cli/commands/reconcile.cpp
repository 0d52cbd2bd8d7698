#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/daemon_client.hpp"
#include "controller/cli/exit_code.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

/// Beside what the daemon itself may take.
constexpr Duration answer_limit = std::chrono::minutes(3);

struct ReconcileFlags {
  bool wait = false;
  std::string timeout = "10m";
};

int run_reconcile(const CommonOptions& common, const ReconcileFlags& flags) {
  const auto timeout = parse_duration(flags.timeout);
  if (!timeout || *timeout <= Duration(0))
    return give_up(Error(Errc::invalid_input,
                         "--timeout wants a duration such as 10m, not \"" + flags.timeout + "\""));
  Value::Map body = {{"wait", flags.wait}};
  if (flags.wait) body.emplace_back("limit", flags.timeout);
  const auto answer = ask_daemon(common, "reconcile", std::move(body), *timeout + answer_limit);
  if (!answer) return give_up(answer.error());
  if (common.quiet) return exit_ok;
  print(flags.wait ? "The daemon has looked at everything and done what it may; `muster status` "
                     "shows how it stands.\n"
                   : "The daemon looks at everything now.\n");
  return exit_ok;
}

}  // namespace

void add_reconcile(Verbs& verbs) {
  const auto flags = std::make_shared<ReconcileFlags>();
  auto& verb = verbs.add(
      "reconcile", "Have the daemon look at source and account now", "muster reconcile --wait",
      [flags](const CommonOptions& common) { return run_reconcile(common, *flags); });
  auto* wait = verb.add_flag("--wait", flags->wait,
                             "Until the cycle has ended; fails as it fails, exits 9 when that "
                             "takes longer than --timeout");
  verb.add_option("--timeout", flags->timeout, "How long --wait waits; the cycle goes on after it")
      ->type_name("DURATION")
      ->needs(wait)
      ->capture_default_str();
}

}  // namespace muster::cli
