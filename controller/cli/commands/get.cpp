#include "controller/cli/account.hpp"
#include "controller/cli/catalogue.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/kind_words.hpp"
#include "controller/cli/listing.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/table.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/reconcile/planning.hpp"
#include "diff/inventory.hpp"
#include "diff/plan_words.hpp"
#include "model/suggest.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct GetFlags {
  std::string kind;
  std::string name;
};

Task<Result<std::vector<InventoryItem>>> take_inventory(Machine& machine, Account& account,
                                                        std::filesystem::path ledger, Kind kind) {
  MUSTER_CO_TRY(const auto record, co_await read_record(machine, std::move(ledger)));
  MUSTER_CO_CHECK(check_endpoint(record.state, account.client->endpoint()));
  std::set<Kind> kinds = {kind};
  MUSTER_CO_TRY(const auto live,
                co_await observe_for(net::Context(), *account.client, machine.clock, record.state,
                                     std::move(kinds)));
  co_return inventory(kind, live, resolve_open_intents(record.state, live).state);
}

std::string owner_of(const InventoryItem& item) {
  if (!item.managed_by) return "";
  return to_string(*item.managed_by) + (item.superseded ? " (superseded)" : "");
}

std::string table_of(const std::vector<InventoryItem>& items, bool wide) {
  std::vector<std::string> headers = {"NAME", "ID", "STATE"};
  const auto shown = std::ranges::find_if(items, [](const auto& item) { return !item.gone; });
  std::vector<InventoryField> fields;
  if (shown != items.end()) fields = shown->fields;
  if (!wide) std::erase_if(fields, &InventoryField::wide);
  for (const auto& field : fields) headers.push_back(header_of(field.name));
  headers.emplace_back("MANAGED");
  Table table(std::move(headers));
  for (const auto& item : items) {
    std::vector<std::string> row = {item.name, item.id.text, item.state};
    for (const auto& field : fields) {
      const auto own = std::ranges::find(item.fields, field.name, &InventoryField::name);
      row.push_back(own == item.fields.end() ? "" : cell_of(own->value));
    }
    row.push_back(owner_of(item));
    table.add(std::move(row));
  }
  return table.render(wide ? 0 : output_width());
}

Value document_of(Kind kind, const std::vector<InventoryItem>& items) {
  Value::List list;
  for (const auto& item : items) {
    Value::Map map = {{"name", item.name},
                      {"id", item.id.text},
                      {"state", item.state.empty() ? Value() : Value(item.state)},
                      {"managed", item.managed_by ? Value(to_string(*item.managed_by)) : Value()}};
    if (item.superseded) map.emplace_back("superseded", true);
    for (const auto& field : item.fields) map.emplace_back(field.name, field.value);
    list.emplace_back(std::move(map));
  }
  return Value::Map{{"kind", std::string(to_string(kind))}, {"items", std::move(list)}};
}

/// Leaves what has the name or the id. Errors: not_found, with the nearest.
Result<void> select(std::vector<InventoryItem>& items, Kind kind, const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& item : items) names.push_back(item.name);
  const auto near = nearest(name, names);
  const auto problem = "there is no " + std::string(to_string(kind)) + " named \"" +
                       printable(name) + "\" in the account" +
                       (near ? "; did you mean " + printable(*near) + "?" : "");
  std::erase_if(
      items, [&](const InventoryItem& item) { return item.name != name && item.id.text != name; });
  if (items.empty()) return fail(Errc::not_found, problem);
  return {};
}

void show(Kind kind, const std::vector<InventoryItem>& items, Format format) {
  if (format == Format::json) return print(json_document(document_of(kind, items)));
  if (format == Format::yaml) return print(yaml_document(document_of(kind, items)));
  if (!items.empty()) return print(table_of(items, format == Format::wide));
  print("There are no " + std::string(plural(kind)) + " in the account.\n");
}

/// Of what the service offers there is nothing to manage.
int show_catalogue(const CommonOptions& common, const CatalogueList& list,
                   const std::string& name) {
  const auto workspace = open_project(common);
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  auto listing = machine.loop.run(list.read(net::Context(), *account->client));
  if (!listing) return give_up(listing.error());
  if (!name.empty()) {
    std::erase_if(listing->rows, [&](const auto& row) { return cell_of(row.front()) != name; });
    if (listing->rows.empty())
      return give_up(Error(Errc::not_found, "the service lists no " + std::string(list.word) +
                                                " named \"" + printable(name) + "\""));
  }
  print(render(*listing, common.format));
  return exit_ok;
}

int run_get(const CommonOptions& common, const GetFlags& flags) {
  if (const auto* list = find_catalogue_list(flags.kind))
    return show_catalogue(common, *list, flags.name);
  const auto kind = parse_kind(flags.kind);
  if (!kind) return give_up(kind.error());
  const auto workspace = open_project(common);
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  auto items = machine.loop.run(take_inventory(machine, *account, workspace->ledger_file(), *kind));
  if (!items) return give_up(items.error());
  if (!flags.name.empty())
    if (const auto selected = select(*items, *kind, flags.name); !selected)
      return give_up(selected.error());
  show(*kind, *items, common.format);
  return exit_ok;
}

}  // namespace

void add_get(Verbs& verbs) {
  const auto flags = std::make_shared<GetFlags>();
  auto& verb =
      verbs.add("get", "List what is in the account, beside what is managed; needs no manifests",
                "muster get vms -o wide\n  muster get volume datasets -o yaml",
                [flags](const CommonOptions& common) { return run_get(common, *flags); });
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "wide", "json", "yaml"});
  verb.add_option(
          "KIND", flags->kind,
          "vms, volumes, firewalls, ssh-keys, scripts, snapshots, images; of the service: regions, "
          "os-images, gpu-specs, volume-types, protocols, stock")
      ->required();
  verb.add_option("NAME", flags->name, "Name or id of one thing");
}

}  // namespace muster::cli
