#include "controller/cli/account.hpp"
#include "controller/cli/catalogue.hpp"
#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/facts.hpp"
#include "controller/cli/kind_words.hpp"
#include "controller/cli/machine.hpp"
#include "controller/cli/pick.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/reconcile/planning.hpp"
#include "diff/details.hpp"

#include <memory>
#include <set>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct DescribeFlags {
  std::string kind;
  std::string name;
};

/// A row of what the service offers, its columns below each other; several with that name follow
/// each other.
Task<Result<std::string>> describe_row(api::Client& client, const CatalogueList& list,
                                       std::string name, Format format) {
  MUSTER_CO_TRY(const auto listing, co_await list.read(net::Context(), client));
  std::string text;
  Value::List found;
  for (const auto& row : listing.rows) {
    if (cell_of(row.front()) != name) continue;
    Value::Map map = {{"kind", listing.kind}};
    for (std::size_t i = 0; i < row.size(); ++i) map.emplace_back(listing.columns[i].name, row[i]);
    text += (text.empty() ? "" : "\n") + render_facts(map, format);
    found.emplace_back(std::move(map));
  }
  if (found.empty()) co_return fail(not_listed(list, name));
  if (format == Format::text || found.size() == 1) co_return text;
  co_return render_facts(Value::Map{{"kind", listing.kind}, {"items", std::move(found)}}, format);
}

/// What no list says. An answer that does not come is left out: the lists say most of it.
Task<Result<Asides>> ask_aside(api::Client& client, Kind kind, RemoteId id) {
  Asides asides;
  const auto stops = [](const Error& error) {
    return error.code() == Errc::unauthorized || error.code() == Errc::forbidden;
  };
  if (kind == Kind::virtual_machine) {
    auto firewalls = co_await client.list_instance_firewalls(net::Context(), id);
    if (!firewalls && stops(firewalls.error())) co_return fail(std::move(firewalls).error());
    if (firewalls) asides.firewalls = *std::move(firewalls);
  } else if (kind == Kind::firewall) {
    const auto machines = co_await client.list_attachable(net::Context(), id);
    if (!machines && stops(machines.error())) co_return fail(machines.error());
    if (machines) {
      asides.candidates.emplace();
      for (const auto& machine : *machines)
        asides.candidates->push_back(machine.name.empty() ? machine.id : machine.name);
    }
  }
  co_return asides;
}

Task<Result<Value>> describe_thing(Machine& machine, api::Client& client,
                                   const Workspace& workspace, Kind kind, std::string name) {
  MUSTER_CO_TRY(const auto record, co_await read_record(machine, workspace.ledger_file()));
  MUSTER_CO_CHECK(check_endpoint(record.state, client.endpoint()));
  const DesiredState nothing;
  std::set<Kind> kinds = {kind};
  MUSTER_CO_TRY(const auto live,
                co_await observe_with_market(net::Context(), client, machine.clock, nothing,
                                             record.state, std::move(kinds)));
  const auto recorded = resolve_open_intents(record.state, live).state;
  MUSTER_CO_TRY(const auto item, pick(inventory(kind, live, recorded), kind, name));
  Asides asides;
  if (!item.gone) {
    MUSTER_CO_TRY(asides, co_await ask_aside(client, kind, item.id));
  }
  const Resource* manifest =
      item.managed_by ? workspace.loaded.desired.find(*item.managed_by) : nullptr;
  co_return details_of(kind, item, live, recorded, manifest, asides);
}

int run_describe(const CommonOptions& common, const DescribeFlags& flags) {
  const auto* list = find_catalogue_list(flags.kind);
  const auto kind = list == nullptr ? parse_kind(flags.kind, catalogue_words()) : Kind::project;
  if (!kind) return give_up(kind.error());
  const auto workspace =
      open_settings_and_manifests(common, "so where a manifest stands may not be told");
  if (!workspace) return give_up(workspace.error());
  Machine machine;
  auto account = open_account(common, *workspace, machine.clock, machine.random);
  if (!account) return give_up(account.error());
  if (list != nullptr) {
    const auto text =
        machine.loop.run(describe_row(*account->client, *list, flags.name, common.format));
    if (!text) return give_up(text.error());
    print(*text);
    return exit_ok;
  }
  const auto details =
      machine.loop.run(describe_thing(machine, *account->client, *workspace, *kind, flags.name));
  if (!details) return give_up(details.error());
  print(render_facts(*details, common.format));
  return exit_ok;
}

}  // namespace

void add_describe(Verbs& verbs) {
  const auto flags = std::make_shared<DescribeFlags>();
  auto& verb =
      verbs.add("describe",
                "Everything about one thing: fields, attachments, rules, cost, and what manages it",
                "muster describe vm trainer\n  muster describe firewall ssh-only -o yaml",
                [flags](const CommonOptions& common) { return run_describe(common, *flags); });
  verbs.with_environment(verb);
  verbs.with_account(verb);
  verbs.with_format(verb, {"text", "json", "yaml"});
  verb.add_option("KIND", flags->kind, "As of `muster get`")->required();
  verb.add_option("NAME", flags->name, "Name or id")->required();
}

}  // namespace muster::cli
