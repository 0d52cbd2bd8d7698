#include "diff/inventory.hpp"

#include "diff/live_index.hpp"
#include "diff/live_view.hpp"
#include "model/or_null.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

namespace muster {
namespace {

using Fields = std::vector<InventoryField>;
constexpr bool wide = true;

template <class E>
Value word_or_null(const std::optional<E>& value) {
  return value ? Value(std::string(to_string(*value))) : Value();
}
template <class T>
Value count_of(const std::vector<T>& things) {
  return static_cast<std::int64_t>(things.size());
}

/// By name where the account shows the thing, else by id.
template <class T>
Value named(const LiveTable<T>& table, const RemoteId& id) {
  const T* thing = table.by_id(id);
  return thing == nullptr || thing->name.empty() ? id.text : thing->name;
}
template <class T>
Value names_of(const std::vector<const T*>& things) {
  Value::List names;
  for (const T* thing : things) names.emplace_back(thing->name);
  return names;
}

Fields fields_of(const LiveIndex& index, const LiveVirtualMachine& machine) {
  Value gpu;
  if (machine.gpu_count > 0 || !machine.gpu_model.empty())
    gpu = std::to_string(machine.gpu_count) + "x " + machine.gpu_model;
  Value::List keys(machine.ssh_keys.begin(), machine.ssh_keys.end());
  return {{"gpu", std::move(gpu)},
          {"region", text_or_null(machine.region)},
          {"publicIp", text_or_null(machine.public_ip)},
          {"tier", word_or_null(machine.tier), wide},
          {"privateIp", text_or_null(machine.private_ip), wide},
          {"osImage", text_or_null(machine.os_image), wide},
          {"volumes", names_of(index.volumes_of(machine.id)), wide},
          {"firewalls", names_of(index.firewalls_of(machine.id)), wide},
          {"sshKeys", std::move(keys), wide},
          {"createdAt", time_or_null(machine.created_at), wide}};
}

Fields fields_of(const LiveIndex& index, const LiveVolume& volume) {
  Value::List machines;
  for (const auto& id : volume.attached_to) machines.push_back(named(index.machines, id));
  return {{"size", volume.size.count > 0 ? Value(format_gigabytes(volume.size)) : Value()},
          {"type", word_or_null(volume.type)},
          {"region", text_or_null(volume.region)},
          {"attachedTo", std::move(machines)},
          {"tier", word_or_null(volume.tier), wide},
          {"bootable", volume.bootable, wide},
          {"description", text_or_null(volume.description), wide},
          {"createdAt", time_or_null(volume.created_at), wide}};
}

Fields fields_of(const LiveIndex& index, const LiveFirewall& firewall) {
  Value::List machines;
  for (const auto& member : firewall.members)
    machines.push_back(named(index.machines, member.machine));
  return {{"region", text_or_null(firewall.region)},
          {"rules", count_of(firewall.rules)},
          {"machines", std::move(machines)},
          {"description", text_or_null(firewall.description), wide},
          {"createdAt", time_or_null(firewall.created_at), wide}};
}

Fields fields_of(const LiveIndex&, const LiveSshKey& key) {
  const std::string bare = bare_public_key(key.public_key);
  return {{"type", text_or_null(bare.substr(0, bare.find(' ')))},
          {"publicKey", text_or_null(bare), wide},
          {"createdAt", time_or_null(key.created_at), wide}};
}

/// Scripts may hold secrets: their size has to do.
Fields fields_of(const LiveIndex&, const LiveScript& script) {
  const auto bytes = static_cast<std::int64_t>(script.content.size());
  return {{"bytes", bytes == 0 ? Value() : Value(bytes)},
          {"createdAt", time_or_null(script.created_at), wide}};
}

Fields fields_of(const LiveIndex& index, const LiveSnapshot& snapshot) {
  Value machine = text_or_null(snapshot.machine_name);
  if (machine.is_null() && !snapshot.machine.text.empty())
    machine = named(index.machines, snapshot.machine);
  const auto* image = index.image_of(snapshot.id);
  return {{"size", snapshot.size.count > 0 ? Value(format_gigabytes(snapshot.size)) : Value()},
          {"machine", std::move(machine)},
          {"region", text_or_null(snapshot.region)},
          {"tier", word_or_null(snapshot.tier), wide},
          {"image", image == nullptr ? Value() : Value(image->name), wide},
          {"description", text_or_null(snapshot.description), wide},
          {"createdAt", time_or_null(snapshot.created_at), wide}};
}

Fields fields_of(const LiveIndex& index, const LiveImage& image) {
  return {
      {"size", image.size ? Value(format_gigabytes(*image.size)) : Value()},
      {"snapshot", image.snapshot.text.empty() ? Value() : named(index.snapshots, image.snapshot)},
      {"region", text_or_null(image.region)},
      {"createdAt", time_or_null(image.created_at), wide}};
}

template <class T>
std::string state_of(const T& thing) {
  if constexpr (requires { thing.status; })
    return thing.status;
  else
    return "";
}

template <class T>
void add_all(std::vector<InventoryItem>& items, const LiveIndex& index, const LiveTable<T>& table) {
  for (const T* thing : table.all())
    items.push_back({.id = thing->id,
                     .name = thing->name,
                     .state = state_of(*thing),
                     .fields = fields_of(index, *thing)});
}

std::vector<InventoryItem> things_of(const LiveIndex& index, Kind kind) {
  std::vector<InventoryItem> items;
  switch (kind) {
    case Kind::ssh_key:
      add_all(items, index, index.ssh_keys);
      break;
    case Kind::startup_script:
      add_all(items, index, index.scripts);
      break;
    case Kind::firewall:
      add_all(items, index, index.firewalls);
      break;
    case Kind::volume:
      add_all(items, index, index.volumes);
      break;
    case Kind::virtual_machine:
      add_all(items, index, index.machines);
      break;
    case Kind::snapshot:
      add_all(items, index, index.snapshots);
      break;
    case Kind::custom_image:
      add_all(items, index, index.images);
      break;
    default:
      break;
  }
  return items;
}

struct Ownership {
  ResourceKey key;
  bool superseded = false;
};

std::map<RemoteId, Ownership> owners_of(Kind kind, const RecordedState& recorded) {
  std::map<RemoteId, Ownership> owners;
  for (const auto& [key, record] : recorded.resources) {
    if (key.kind != kind) continue;
    owners[record.id] = {key, false};
    for (const auto& id : record.superseded) owners[id] = {key, true};
  }
  return owners;
}

}  // namespace

std::vector<InventoryItem> inventory(Kind kind, const LiveState& live,
                                     const RecordedState& recorded) {
  const LiveIndex index(live);
  auto items = things_of(index, kind);
  auto owners = owners_of(kind, recorded);
  for (auto& item : items) {
    const auto owner = owners.find(item.id);
    if (owner == owners.end()) continue;
    item.managed_by = owner->second.key;
    item.superseded = owner->second.superseded;
    owners.erase(owner);
  }
  for (const auto& [id, owner] : owners)
    items.push_back({.id = id,
                     .name = recorded.resources.at(owner.key).remote_name,
                     .state = "gone",
                     .managed_by = owner.key,
                     .superseded = owner.superseded,
                     .gone = true});
  std::ranges::sort(items, [](const InventoryItem& a, const InventoryItem& b) {
    return std::tie(a.name, a.id) < std::tie(b.name, b.id);
  });
  return items;
}

}  // namespace muster
