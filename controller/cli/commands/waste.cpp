#include "diff/waste.hpp"

#include "controller/cli/account.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/table.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/reconcile/planning.hpp"
#include "diff/cost_words.hpp"
#include "diff/plan_words.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct WasteFlags {
  bool detailed_exitcode = false;
};

Task<Result<Waste>> look(Machine& machine, Account& account, const Workspace& workspace) {
  MUSTER_CO_TRY(const auto record, co_await read_record(machine, workspace.ledger_file()));
  MUSTER_CO_CHECK(check_endpoint(record.state, account.client->endpoint()));
  const DesiredState nothing;
  MUSTER_CO_TRY(const auto live,
                co_await observe_with_market(
                    net::Context(), *account.client, machine.clock, nothing, record.state,
                    {Kind::virtual_machine, Kind::volume, Kind::firewall, Kind::snapshot}));
  const bool readable = !has_errors(workspace.loaded.diagnostics);
  co_return find_waste(readable ? &workspace.loaded.desired : nullptr, live,
                       resolve_open_intents(record.state, live).state);
}

std::string worded(const Rate& rate) {
  return rate ? format_money(*rate) : "unknown";
}

Value exact(const Rate& rate) {
  return rate ? Value(format_exact(*rate)) : Value();
}

CostTotal times(CostTotal total, std::int64_t hours) {
  total.known = total.known * hours;
  return total;
}

std::string text_of(const Waste& waste) {
  if (waste.items.empty()) return "Nothing is wasted, as far as muster can tell.\n";
  Table table({"KIND", "NAME", "PER-DAY", "MANAGED", "WHY"});
  for (const auto& item : waste.items)
    table.add({std::string(to_string(item.kind)), item.name, worded(per_day(item.hourly)),
               item.managed_by ? to_string(*item.managed_by) : "", item.why});
  std::string text = table.render(output_width()) + "\nWhat ends it:\n";
  for (const auto& item : waste.items)
    text += printable("  " + item.name + ": " + item.remedy) + "\n";
  constexpr std::int64_t hours_per_day = 24;
  text += "\nTotal: " + describe(times(waste.hourly, hours_per_day)) + " per day, " +
          describe(times(waste.hourly, hours_per_month)) + " per month of 730 hours.\n";
  return text;
}

Value document_of(const Waste& waste) {
  Value::List items;
  for (const auto& item : waste.items) {
    Value manifest;
    if (item.manifest.line != 0)
      manifest = Value::Map{{"file", item.manifest.file},
                            {"line", static_cast<std::int64_t>(item.manifest.line)}};
    items.emplace_back(
        Value::Map{{"kind", std::string(to_string(item.kind))},
                   {"name", item.name},
                   {"id", item.id.text},
                   {"why", item.why},
                   {"perHour", exact(item.hourly)},
                   {"perDay", exact(per_day(item.hourly))},
                   {"perMonth", exact(per_month(item.hourly))},
                   {"managed", item.managed_by ? Value(to_string(*item.managed_by)) : Value()},
                   {"manifest", std::move(manifest)},
                   {"remedy", item.remedy}});
  }
  const Rate known = waste.hourly.known;
  Value::List unknown;
  for (const auto& sentence : waste.unknown) unknown.emplace_back(sentence);
  return Value::Map{{"currency", std::string(to_string(waste.currency))},
                    {"items", std::move(items)},
                    {"perDay", exact(per_day(known))},
                    {"perMonth", exact(per_month(known))},
                    {"itemsOfUnknownCost", static_cast<std::int64_t>(waste.hourly.unknown)},
                    {"unknown", std::move(unknown)}};
}

int run_waste(const CommonOptions& common, const WasteFlags& flags) {
  const auto workspace =
      open_settings_and_manifests(common, "so where a manifest stands may not be told");
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  const auto waste = machine.loop.run(look(machine, *account, *workspace));
  if (!waste) return give_up(waste.error());
  if (common.format == Format::json) print(json_document(document_of(*waste)));
  if (common.format == Format::yaml) print(yaml_document(document_of(*waste)));
  if (common.format == Format::text) {
    print(text_of(*waste));
    for (const auto& sentence : waste->unknown) print("Unknown: " + printable(sentence) + ".\n");
  }
  return flags.detailed_exitcode && !waste->items.empty() ? exit_changes : exit_ok;
}

}  // namespace

void add_waste(Verbs& verbs) {
  const auto flags = std::make_shared<WasteFlags>();
  auto& verb =
      verbs.add("waste", "What is billed or kept and seems to be of no use, and what ends it",
                "muster waste --detailed-exitcode",
                [flags](const CommonOptions& common) { return run_waste(common, *flags); });
  verbs.with_environment(verb);
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "json", "yaml"});
  verb.add_flag("--detailed-exitcode", flags->detailed_exitcode, "Exit 2 when there is waste");
}

}  // namespace muster::cli
