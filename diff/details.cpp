#include "diff/details.hpp"

#include "diff/live_index.hpp"
#include "diff/tariff.hpp"
#include "model/or_null.hpp"
#include "model/to_value.hpp"

#include <algorithm>

namespace muster {
namespace {

void set(Value::Map& map, const std::string& name, Value value) {
  const auto found = std::ranges::find(map, name, &Value::Member::first);
  if (found == map.end())
    map.emplace_back(name, std::move(value));
  else
    found->second = std::move(value);
}

Value rules_of(const std::vector<LiveRule>& rules) {
  Value::List list;
  for (const auto& rule : rules) {
    Value::Map map;
    const Value spec = to_value(rule.rule, FieldInfo{}, SecretKey{});
    if (const auto* members = spec.get_if<Value::Map>()) map = *members;
    set(map, "state", std::string(to_string(rule.state)));
    set(map, "id", rule.id.text);
    list.emplace_back(std::move(map));
  }
  return list;
}

template <class T>
Value name_of(const LiveTable<T>& table, const RemoteId& id) {
  const T* thing = table.by_id(id);
  return thing == nullptr ? Value() : text_or_null(thing->name);
}

Value volumes_of(const LiveIndex& index, const LiveVirtualMachine& machine) {
  Value::List list;
  const auto add = [&](const RemoteId& id, bool boots) {
    const auto* volume = index.volumes.by_id(id);
    list.emplace_back(
        Value::Map{{"name", name_of(index.volumes, id)},
                   {"id", id.text},
                   {"size", volume == nullptr ? Value() : Value(format_gigabytes(volume->size))},
                   {"state", volume == nullptr ? Value() : text_or_null(volume->status)},
                   {"boot", boots}});
  };
  std::vector<RemoteId> seen;
  for (const auto& attachment : machine.volumes) {
    add(attachment.volume, attachment.bootable);
    seen.push_back(attachment.volume);
  }
  for (const auto* volume : index.volumes_of(machine.id))
    if (std::ranges::find(seen, volume->id) == seen.end()) add(volume->id, false);
  return list;
}

Value firewalls_of(const LiveIndex& index, const RemoteId& machine, const Asides& asides) {
  std::vector<RemoteId> ids;
  if (asides.firewalls)
    ids = *asides.firewalls;
  else
    for (const auto* firewall : index.firewalls_of(machine)) ids.push_back(firewall->id);
  Value::List list;
  for (const auto& id : ids)
    list.emplace_back(Value::Map{{"name", name_of(index.firewalls, id)}, {"id", id.text}});
  return list;
}

Value members_of(const LiveIndex& index, const LiveFirewall& firewall) {
  Value::List list;
  for (const auto& member : firewall.members)
    list.emplace_back(Value::Map{{"name", name_of(index.machines, member.machine)},
                                 {"id", member.machine.text},
                                 {"state", std::string(to_string(member.state))}});
  return list;
}

Value machines_with(const LiveIndex& index, const LiveSshKey& key) {
  Value::List names;
  for (const auto* machine : index.machines.all())
    if (std::ranges::find(machine->ssh_keys, key.name) != machine->ssh_keys.end())
      names.emplace_back(machine->name);
  return names;
}

void add_relations(Value::Map& map, const LiveIndex& index, const LiveThing& thing,
                   const Asides& asides) {
  if (const auto* of = std::get_if<const LiveVirtualMachine*>(&thing)) {
    const LiveVirtualMachine& machine = **of;
    set(map, "volumes", volumes_of(index, machine));
    set(map, "firewalls", firewalls_of(index, machine.id, asides));
    set(map, "securityRules", rules_of(machine.rules));
  } else if (const auto* firewall = std::get_if<const LiveFirewall*>(&thing)) {
    set(map, "rules", rules_of((*firewall)->rules));
    set(map, "machines", members_of(index, **firewall));
    if (asides.candidates) {
      Value::List names(asides.candidates->begin(), asides.candidates->end());
      set(map, "candidates", std::move(names));
    }
  } else if (const auto* key = std::get_if<const LiveSshKey*>(&thing)) {
    set(map, "machines", machines_with(index, **key));
  }
}

std::optional<Timestamp> made_at(const LiveThing& thing, const RecordedResource* record) {
  auto at = std::visit(
      []<class P>(const P& live) -> std::optional<Timestamp> {
        if constexpr (std::is_same_v<P, std::monostate>)
          return std::nullopt;
        else
          return live->created_at;
      },
      thing);
  if (!at && record != nullptr) at = record->created_at;
  return at;
}

/// Null for what is not billed.
Value cost_of(Kind kind, const LiveState& live, const LiveThing& thing,
              const RecordedResource* record) {
  if (kind != Kind::virtual_machine && kind != Kind::volume && kind != Kind::snapshot) return {};
  const Currency currency = currency_of(live.market);
  Rate rate;
  std::string unknown = "prices could not be read";
  if (live.market.prices) {
    const Tariff tariff(*live.market.prices, currency);
    rate = tariff.of(thing);
    if (!tariff.missing().empty())
      unknown = "no price of " + tariff.missing().begin()->first + " is known";
  }
  Value::Map map = {{"perHour", rate ? Value(format_exact(*rate)) : Value()},
                    {"currency", std::string(to_string(currency))}};
  const auto since = made_at(thing, record);
  map.emplace_back("since", since ? Value(format_timestamp(*since)) : Value());
  if (!rate) map.emplace_back("unknown", unknown);
  return map;
}

Value record_of(const RecordedResource& record) {
  Value::List depends_on;
  for (const auto& key : record.depends_on) depends_on.emplace_back(to_string(key));
  Value::Map map = {{"createdAt", format_timestamp(record.created_at)},
                    {"updatedAt", format_timestamp(record.updated_at)},
                    {"protect", record.protect},
                    {"onDelete", std::string(to_string(record.on_delete))},
                    {"dependsOn", std::move(depends_on)}};
  if (record.key.kind != Kind::startup_script) map.emplace_back("applied", record.applied);
  return map;
}

}  // namespace

Value details_of(Kind kind, const InventoryItem& item, const LiveState& live,
                 const RecordedState& recorded, const Resource* manifest, const Asides& asides) {
  const LiveIndex index(live);
  const LiveThing thing = index.find(kind, item.id);
  const RecordedResource* record = nullptr;
  if (const auto& key = item.managed_by)
    if (const auto found = recorded.resources.find(*key); found != recorded.resources.end())
      record = &found->second;
  Value::Map map = {{"kind", std::string(to_string(kind))},
                    {"name", item.name},
                    {"id", item.id.text},
                    {"state", text_or_null(item.state)},
                    {"managed", item.managed_by ? Value(to_string(*item.managed_by)) : Value()}};
  if (item.superseded) map.emplace_back("superseded", true);
  map.emplace_back("manifest", manifest == nullptr
                                   ? Value()
                                   : Value(manifest->position.file + ":" +
                                           std::to_string(manifest->position.line)));
  for (const auto& field : item.fields) map.emplace_back(field.name, field.value);
  add_relations(map, index, thing, asides);
  if (exists(thing))
    if (Value cost = cost_of(kind, live, thing, record); !cost.is_null())
      map.emplace_back("cost", std::move(cost));
  if (record != nullptr) map.emplace_back("recorded", record_of(*record));
  return map;
}

}  // namespace muster
