#include "controller/cli/account.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/reconcile/planning.hpp"
#include "diff/cost_words.hpp"
#include "diff/planner.hpp"

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct AccountCost {
  Plan plan;  // that changes nothing
  Runway runway;
};

/// What an account costs is what a plan that changes nothing costs.
Task<Result<AccountCost>> read_account(net::Context context, Machine& machine,
                                       api::Client& client) {
  const DesiredState desired;
  const RecordedState recorded;
  MUSTER_CO_TRY(auto live, co_await observe_with_market(context, client, machine.clock, desired,
                                                        recorded, {Kind::virtual_machine}));
  if (!live.market.balance) {
    // A plan does without; here it is what was asked for.
    MUSTER_CO_TRY(const auto balance, co_await client.balance(context));
    live.market.balance = balance.amount;
  }
  auto plan = make_plan(desired, live, recorded, {}).plan;
  const Runway unknown{.balance = live.market.balance.value_or(Money{}), .known = false};
  const Runway runway = plan.runway.value_or(unknown);
  co_return AccountCost{std::move(plan), runway};
}

Value document_of(const AccountCost& account) {
  const auto& [plan, runway] = account;
  return Value::Map{
      {"balance", format_exact(runway.balance)},
      {"currency", std::string(to_string(runway.balance.currency))},
      {"hourly", plan.cost ? Value(format_exact(plan.cost->account_after.known)) : Value()},
      {"lastsSeconds", runway.after
                           ? Value(static_cast<std::int64_t>(
                                 std::chrono::floor<std::chrono::seconds>(*runway.after).count()))
                           : Value()},
      {"complete", runway.known}};
}

int run_balance(const CommonOptions& common) {
  const auto workspace = open_project(common);
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  const auto cost = machine.loop.run(read_account(net::Context(), machine, *account->client));
  if (!cost) return give_up(cost.error());
  if (common.format == Format::json) print(json_document(document_of(*cost)));
  if (common.format == Format::yaml) print(yaml_document(document_of(*cost)));
  if (common.format != Format::text) return exit_ok;
  for (const auto& line : cost_lines(cost->plan)) print(line + "\n");
  if (!cost->plan.cost) print("Credit: " + format_money(cost->runway.balance) + ".\n");
  for (const auto& note : cost->plan.notes) print("Note: " + note + "\n");
  return exit_ok;
}

}  // namespace

void add_balance(Verbs& verbs) {
  auto& verb = verbs.add("balance", "The prepaid credit, what the account costs, how long it lasts",
                         "muster balance -o json", run_balance);
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "json", "yaml"});
}

}  // namespace muster::cli
