#include "diff/observation.hpp"

#include "diff/live_view.hpp"
#include "model/to_value.hpp"

#include <algorithm>

namespace muster {
namespace {

template <NamedEnum E>
Value word(E value) {
  return std::string(to_string(value));
}

// What is under way counts as what it leads to: plans are made for that, and a thing that arrives
// there between a plan and its step has not moved.

Value settled(SetupState state) {
  return word(state == SetupState::pending ? SetupState::ready : state);
}

Value settled(VolumeState state) {
  if (state == VolumeState::creating) return word(VolumeState::available);
  if (state == VolumeState::attaching) return word(VolumeState::attached);
  return word(state);
}

Value settled(const LiveVirtualMachine& machine) {
  const auto power = heading_of(machine);
  return power ? word(*power) : word(machine.state);
}

Value sorted(Value::List list) {
  std::ranges::sort(list, [](const Value& a, const Value& b) { return (a <=> b) < 0; });
  return list;
}

Value rules_value(const std::vector<LiveRule>& rules) {
  Value::List list;
  for (const auto& rule : rules)
    list.push_back(Value::Map{{"id", rule.id.text},
                              {"rule", to_value(rule.rule, FieldInfo{}, SecretKey{})},
                              {"state", settled(rule.state)}});
  return sorted(std::move(list));
}

Value seen(const LiveSshKey& key) {
  return Value::Map{{"key", sha256_hex(key.public_key)}};
}

Value seen(const LiveScript& script) {
  return Value::Map{{"content", sha256_hex(script.content)}};
}

Value seen(const LiveFirewall& firewall) {
  Value::List members;
  for (const auto& member : firewall.members)
    members.push_back(Value::Map{{"id", member.machine.text}, {"state", settled(member.state)}});
  return Value::Map{{"state", settled(firewall.state)},
                    {"region", firewall.region},
                    {"description", firewall.description.value_or("")},
                    {"rules", rules_value(firewall.rules)},
                    {"members", sorted(std::move(members))}};
}

Value seen(const LiveVolume& volume) {
  Value::List machines;
  for (const auto& id : volume.attached_to) machines.push_back(id.text);
  return Value::Map{{"state", settled(volume.state)},
                    {"region", volume.region},
                    {"size", volume.size.count},
                    {"type", volume.type ? word(*volume.type) : Value()},
                    {"attached", sorted(std::move(machines))}};
}

Value seen(const LiveVirtualMachine& machine) {
  Value::List volumes;
  for (const auto& each : machine.volumes)
    volumes.push_back(Value::Map{{"id", each.volume.text}, {"state", settled(each.state)}});
  return Value::Map{{"state", settled(machine)},
                    {"region", machine.region},
                    {"gpu", machine.gpu_model},
                    {"count", machine.gpu_count},
                    {"image", machine.os_image.value_or("")},
                    {"public", machine.public_ip.has_value() != machine.public_ip_changing},
                    {"volumes", sorted(std::move(volumes))},
                    {"rules", rules_value(machine.rules)}};
}

Value seen(const LiveSnapshot& snapshot) {
  return Value::Map{{"state", settled(snapshot.state)},
                    {"region", snapshot.region},
                    {"image", snapshot.has_image ? Value(*snapshot.has_image) : Value()}};
}

Value seen(const LiveImage& image) {
  return Value::Map{{"state", settled(image.state)}, {"region", image.region}};
}

constexpr Kind kind_of_index[] = {Kind::project,  Kind::ssh_key,     Kind::startup_script,
                                  Kind::firewall, Kind::volume,      Kind::virtual_machine,
                                  Kind::snapshot, Kind::custom_image};

}  // namespace

Observation observe_thing(const LiveThing& thing) {
  Observation observation{
      .kind = kind_of_index[thing.index()], .id = id_of(thing), .name = name_of(thing)};
  std::visit(
      [&]<class P>(const P& live) {
        if constexpr (!std::is_same_v<P, std::monostate>) {
          observation.seen = seen(*live);
          observation.digest = sha256_hex(live->name + "\n" + to_json(observation.seen));
        }
      },
      thing);
  return observation;
}

}  // namespace muster
