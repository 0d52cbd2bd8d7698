#include "controller/cli/account.hpp"
#include "controller/cli/catalogue.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/kind_words.hpp"
#include "controller/cli/listing.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/pick.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/table.hpp"
#include "controller/cli/watch.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/reconcile/planning.hpp"
#include "diff/inventory.hpp"

#include <algorithm>
#include <csignal>
#include <memory>
#include <set>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct GetFlags {
  std::string kind;
  std::string name;
  WatchFlags watch;
};

Task<Result<std::vector<InventoryItem>>> take_inventory(net::Context context, Machine& machine,
                                                        api::Client& client,
                                                        std::filesystem::path ledger, Kind kind) {
  MUSTER_CO_TRY(const auto record, co_await read_record(machine, std::move(ledger)));
  MUSTER_CO_CHECK(check_endpoint(record.state, client.endpoint()));
  std::set<Kind> kinds = {kind};
  MUSTER_CO_TRY(const auto live, co_await observe_for(std::move(context), client, machine.clock,
                                                      record.state, std::move(kinds)));
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

std::string text_of(Kind kind, const std::vector<InventoryItem>& items, Format format) {
  if (format == Format::json) return json_document(document_of(kind, items));
  if (format == Format::yaml) return yaml_document(document_of(kind, items));
  if (!items.empty()) return table_of(items, format == Format::wide);
  return "There are no " + std::string(plural(kind)) + " in the account.\n";
}

/// What is looked at, once or again and again; all of it outlives the looks.
struct Looking {
  const CommonOptions& common;
  const GetFlags& flags;
  const Workspace& workspace;
  Machine& machine;
  Account& account;
};

/// Of what the service offers there is nothing to manage.
Task<Result<std::string>> look_at_catalogue(const Looking& looking, const CatalogueList& list,
                                            net::Context context) {
  MUSTER_CO_TRY(auto listing, co_await list.read(context, *looking.account.client));
  const std::string& name = looking.flags.name;
  if (!name.empty()) {
    std::erase_if(listing.rows, [&](const auto& row) { return cell_of(row.front()) != name; });
    if (listing.rows.empty()) co_return fail(not_listed(list, name));
  }
  co_return render(listing, looking.common.format);
}

Task<Result<std::string>> look_at_account(const Looking& looking, Kind kind, net::Context context) {
  MUSTER_CO_TRY(auto items,
                co_await take_inventory(context, looking.machine, *looking.account.client,
                                        looking.workspace.ledger_file(), kind));
  if (!looking.flags.name.empty()) MUSTER_CO_CHECK(select(items, kind, looking.flags.name));
  co_return text_of(kind, items, looking.common.format);
}

int show(const Looking& looking, const Look& look) {
  auto& loop = looking.machine.loop;
  if (!looking.flags.watch.watch) {
    const auto text = loop.run(look(net::Context()));
    if (!text) return give_up(text.error());
    print(*text);
    return exit_ok;
  }
  const auto interval = watch_interval(looking.flags.watch);
  if (!interval) return give_up(interval.error());
  const auto stop = std::make_shared<net::StopFlag>();
  int signal = 0;
  loop.on_interrupt([&](int number, int) {
    signal = number;
    stop->request();
  });
  const auto watched = loop.run(
      watch(net::Context(stop), looking.machine.clock, *interval, looking.common.format, look));
  loop.on_interrupt([](int, int) {});
  if (!watched && watched.error().code() != Errc::cancelled) return give_up(watched.error());
  return signal == SIGTERM ? exit_terminated : exit_interrupted;
}

int run_get(const CommonOptions& common, const GetFlags& flags) {
  const auto* list = find_catalogue_list(flags.kind);
  auto kind = list == nullptr ? parse_kind(flags.kind, catalogue_words()) : Kind::project;
  if (!kind) return give_up(kind.error());
  const auto workspace = open_project(common);
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  const Looking looking{common, flags, *workspace, machine, *account};
  return show(looking, [&](net::Context context) {
    return list != nullptr ? look_at_catalogue(looking, *list, std::move(context))
                           : look_at_account(looking, *kind, std::move(context));
  });
}

}  // namespace

void add_get(Verbs& verbs) {
  const auto flags = std::make_shared<GetFlags>();
  auto& verb =
      verbs.add("get", "List what is in the account, beside what is managed; needs no manifests",
                "muster get vms -o wide\n  muster get volume datasets -o yaml\n"
                "  muster get stock --watch --interval 1m",
                [flags](const CommonOptions& common) { return run_get(common, *flags); });
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "wide", "json", "yaml"});
  verb.add_option("KIND", flags->kind,
                  "vms, volumes, firewalls, ssh-keys, scripts, snapshots, images; of the service: "
                  "regions, os-images, gpu-specs, volume-types, protocols, stock")
      ->required();
  verb.add_option("NAME", flags->name, "Name or id of one thing");
  add_watch_options(verb, flags->watch);
}

}  // namespace muster::cli
