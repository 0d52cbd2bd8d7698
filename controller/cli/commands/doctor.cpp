#include "controller/cli/account.hpp"
#include "controller/cli/checks_here.hpp"
#include "controller/cli/checkup.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/workspace.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

constexpr Duration patience = std::chrono::seconds(20);

/// The cheapest call that every plan needs too; nothing is retried.
Result<net::HttpRequest> question(const api::Contract& contract, const Connection& connection,
                                  const std::string& key) {
  constexpr auto operation = api::Operation::list_ssh_keys;
  MUSTER_TRY(auto target, contract.target(operation, connection.url.path));
  net::HttpRequest request{contract.route(operation).method, std::move(target), {}, ""};
  request.headers.emplace_back("Accept", "application/json");
  if (!key.empty()) request.headers.emplace_back(contract.auth_header(), contract.auth_value(key));
  return request;
}

Check describe(const Connection& connection) {
  const auto proxy = connection.proxy.empty() ? std::string(", no proxy")
                                              : ", through the proxy " + connection.proxy;
  return well("endpoint", connection.endpoint + proxy);
}

void append(Checks& checks, Checks more) {
  std::ranges::move(more, std::back_inserter(checks));
}

Checks check_answer(Machine& machine, const Workspace& workspace, const Connection& connection) {
  Checks checks;
  const auto key = read_api_key();
  if (!key) checks.push_back(problem(key_check, key.error().text()));
  const auto contract = contract_of(workspace);
  if (!contract) {
    checks.push_back(problem("contract", contract.error().text()));
    return checks;
  }
  auto request = question(*contract, connection, key ? *key : "");
  if (!request) {
    checks.push_back(problem("contract", request.error().text()));
    return checks;
  }
  const auto context = net::Context().within(machine.clock, patience);
  const auto answer = machine.loop.run(connection.transport->send(context, *std::move(request)));
  append(checks, judge_answer(answer, key.has_value(), machine.clock.wall_now()));
  return checks;
}

Checks check_account_and_ledger(Machine& machine, const CommonOptions& common,
                                const Workspace& workspace) {
  const auto connection = open_connection(common, workspace, machine.clock);
  if (!connection) return {problem("endpoint", connection.error().text())};
  Checks checks = {describe(*connection)};
  append(checks, check_answer(machine, workspace, *connection));
  append(checks, check_ledger(machine, workspace.ledger_file(), connection->endpoint));
  return checks;
}

/// The project's own file decides where the key is sent: when it is wrong, it is sent nowhere.
bool settings_are_wrong(const Workspace& workspace) {
  const auto file = workspace.location.settings.filename().string();
  return std::ranges::any_of(workspace.loaded.diagnostics, [&](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::error && diagnostic.position.file == file;
  });
}

int run_doctor(const CommonOptions& common) {
  Checks checks = {well("version", "muster " MUSTER_VERSION)};
  const auto workspace = open_workspace(common);
  if (!workspace) {
    checks.push_back(problem("project", workspace.error().text()));
  } else {
    append(checks, check_manifests(*workspace));
    Machine machine;
    if (settings_are_wrong(*workspace)) {
      checks.push_back(skipped("account", "not checked: the project's settings have errors"));
    } else {
      append(checks, check_account_and_ledger(machine, common, *workspace));
    }
    checks.push_back(check_git(workspace->location.root, workspace->ledger_file()));
  }
  print(common.format == Format::json ? json_document(checks_value(checks)) : checks_text(checks));
  return exit_code_of(checks);
}

}  // namespace

void add_doctor(Verbs& verbs) {
  auto& verb = verbs.add("doctor", "Check project, endpoint, key, clock, ledger and git",
                         "muster doctor || muster doctor -o json", run_doctor);
  verbs.with_environment(verb);
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "json"});
}

}  // namespace muster::cli
