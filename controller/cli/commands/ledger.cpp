#include "api/net/http_message.hpp"
#include "controller/cli/apply_run.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/workspace.hpp"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

/// Returns the endpoint before.
Task<Result<std::string>> set_endpoint(Machine& machine, std::filesystem::path file,
                                       std::string endpoint) {
  MUSTER_CO_TRY(const auto ledger, co_await open_ledger(machine, std::move(file)));
  auto name = lease_holder();
  MUSTER_CO_TRY(const auto lease, co_await ledger->acquire(std::move(name), lease_ttl));
  MUSTER_CO_TRY(const auto recorded, co_await ledger->recorded());
  auto done = co_await ledger->append_note(lease, EndpointNote{std::move(endpoint)});
  const auto released = co_await ledger->release(lease);
  if (!done) co_return fail(done.error());
  if (!released) co_return fail(released.error());
  co_return recorded.endpoint;
}

int run_set_endpoint(const CommonOptions& common, const std::string& given) {
  const auto url = net::parse_url(given);
  if (!url)
    return give_up(Error(Errc::invalid_input,
                         "the endpoint has to be an address such as "
                         "https://barrack.ai/api"));
  const auto workspace = open_workspace(common);
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  const auto endpoint = net::to_string(*url);
  const auto before = machine.loop.run(set_endpoint(machine, workspace->ledger_file(), endpoint));
  if (!before) return give_up(before.error());
  if (!common.quiet)
    print("The ledger is of what lives at " + endpoint +
          (before->empty() ? "" : " from now on; it was " + *before) + ".\n");
  return exit_ok;
}

void add_set_endpoint(Verbs& verbs, CLI::App& ledger) {
  const auto endpoint = std::make_shared<std::string>();
  auto& verb = verbs.add_below(
      ledger, "set-endpoint", "Say that the account is reached at another address now",
      "muster ledger set-endpoint https://barrack.ai/api",
      [endpoint](const CommonOptions& common) { return run_set_endpoint(common, *endpoint); });
  verb.add_option("URL", *endpoint, "The address, as it is given to plan and apply")
      ->type_name("")
      ->required();
}

}  // namespace

void add_ledger(Verbs& verbs) {
  auto& ledger = verbs.add_group("ledger", "The record of what muster owns");
  add_ledger_reading(verbs, ledger);
  add_set_endpoint(verbs, ledger);
}

}  // namespace muster::cli
