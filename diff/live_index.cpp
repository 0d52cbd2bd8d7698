#include "diff/live_index.hpp"

#include <algorithm>

namespace muster {
namespace {

template <class F>
auto with_table(const LiveIndex& index, Kind kind, F&& visit) {
  switch (kind) {
    case Kind::ssh_key:
      return visit(index.ssh_keys);
    case Kind::startup_script:
      return visit(index.scripts);
    case Kind::firewall:
      return visit(index.firewalls);
    case Kind::volume:
      return visit(index.volumes);
    case Kind::virtual_machine:
      return visit(index.machines);
    case Kind::snapshot:
      return visit(index.snapshots);
    case Kind::custom_image:
      return visit(index.images);
    default:
      static const std::vector<LiveScript> none;
      return visit(LiveTable<LiveScript>(none));
  }
}

template <class T>
const std::vector<const T*>& at_or_none(
    const std::unordered_map<std::string, std::vector<const T*>>& map, const RemoteId& id) {
  static const std::vector<const T*> none;
  const auto found = map.find(id.text);
  return found == map.end() ? none : found->second;
}

template <class Of, class F>
auto ask(const LiveThing& thing, Of otherwise, F&& visit) {
  return std::visit(
      [&]<class P>(const P& pointer) -> Of {
        if constexpr (std::is_same_v<P, std::monostate>)
          return otherwise;
        else
          return visit(*pointer);
      },
      thing);
}

}  // namespace

template <class T>
LiveTable<T>::LiveTable(const std::vector<T>& things) {
  all_.reserve(things.size());
  for (const auto& thing : things) all_.push_back(&thing);
  std::ranges::sort(all_, {}, [](const T* thing) -> const RemoteId& { return thing->id; });
  ids_.reserve(things.size());
  names_.reserve(things.size());
  for (const T* thing : all_) {
    ids_.emplace(thing->id.text, thing);
    names_[thing->name].push_back(thing);
  }
}

bool exists(const LiveThing& thing) {
  return thing.index() != 0;
}

RemoteId id_of(const LiveThing& thing) {
  return ask(thing, RemoteId{}, [](const auto& live) { return live.id; });
}

std::string name_of(const LiveThing& thing) {
  return ask(thing, std::string(), [](const auto& live) { return live.name; });
}

bool is_going(const LiveThing& thing) {
  if (const auto* machine = std::get_if<const LiveVirtualMachine*>(&thing))
    return (*machine)->state == VmState::deleting || (*machine)->state == VmState::deleted;
  if (const auto* volume = std::get_if<const LiveVolume*>(&thing))
    return (*volume)->state == VolumeState::deleting || (*volume)->state == VolumeState::deleted;
  return false;
}

bool is_broken(const LiveThing& thing) {
  if (const auto* machine = std::get_if<const LiveVirtualMachine*>(&thing))
    return (*machine)->state == VmState::error;
  if (const auto* volume = std::get_if<const LiveVolume*>(&thing))
    return (*volume)->state == VolumeState::error;
  if (const auto* firewall = std::get_if<const LiveFirewall*>(&thing))
    return (*firewall)->state == SetupState::error;
  if (const auto* snapshot = std::get_if<const LiveSnapshot*>(&thing))
    return (*snapshot)->state == SetupState::error;
  if (const auto* image = std::get_if<const LiveImage*>(&thing))
    return (*image)->state == SetupState::error;
  return false;
}

LiveIndex::LiveIndex(const LiveState& from)
    : state(from),
      ssh_keys(from.ssh_keys),
      scripts(from.scripts),
      firewalls(from.firewalls),
      volumes(from.volumes),
      machines(from.virtual_machines),
      snapshots(from.snapshots),
      images(from.images) {
  for (const auto* image : images.all())
    if (!image->snapshot.text.empty()) image_of_.emplace(image->snapshot.text, image);
  for (const auto* firewall : firewalls.all())
    for (const auto& member : firewall->members) {
      auto& list = firewalls_of_[member.machine.text];
      if (list.empty() || list.back() != firewall) list.push_back(firewall);
    }
  // Both sides tell of attachments, and either may lag: what one of them says holds.
  std::unordered_map<std::string, const LiveVirtualMachine*> boots;
  for (const auto* machine : machines.all())
    for (const auto& attachment : machine->volumes) {
      machine_of_.emplace(attachment.volume.text, machine);
      if (attachment.bootable) boots.emplace(attachment.volume.text, machine);
    }
  for (const auto* volume : volumes.all()) {
    for (const auto& machine : volume->attached_to)
      if (const auto* host = machines.by_id(machine)) machine_of_.emplace(volume->id.text, host);
    const auto host = machine_of_.find(volume->id.text);
    if (host != machine_of_.end() && !boots.contains(volume->id.text))
      volumes_of_[host->second->id.text].push_back(volume);
  }
}

LiveThing LiveIndex::find(Kind kind, const RemoteId& id) const {
  return with_table(*this, kind, [&](const auto& table) -> LiveThing {
    if (const auto* thing = table.by_id(id)) return thing;
    return std::monostate();
  });
}

std::vector<LiveThing> LiveIndex::named(Kind kind, const std::string& name) const {
  return with_table(*this, kind, [&](const auto& table) {
    const auto& found = table.by_name(name);
    return std::vector<LiveThing>(found.begin(), found.end());
  });
}

std::vector<std::string_view> LiveIndex::names(Kind kind) const {
  return with_table(*this, kind, [](const auto& table) {
    std::vector<std::string_view> names;
    for (const auto* thing : table.all()) names.push_back(thing->name);
    return names;
  });
}

bool LiveIndex::was_observed(Kind kind) const {
  return std::ranges::find(state.observed, kind) != state.observed.end();
}

const std::vector<const LiveFirewall*>& LiveIndex::firewalls_of(const RemoteId& machine) const {
  return at_or_none(firewalls_of_, machine);
}

const std::vector<const LiveVolume*>& LiveIndex::volumes_of(const RemoteId& machine) const {
  return at_or_none(volumes_of_, machine);
}

const LiveVirtualMachine* LiveIndex::machine_of(const RemoteId& volume) const {
  const auto found = machine_of_.find(volume.text);
  return found == machine_of_.end() ? nullptr : found->second;
}

const LiveImage* LiveIndex::image_of(const RemoteId& snapshot) const {
  const auto found = image_of_.find(snapshot.text);
  return found == image_of_.end() ? nullptr : found->second;
}

}  // namespace muster
