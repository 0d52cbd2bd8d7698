#include "diff/observation.hpp"

#include "model/to_value.hpp"

#include <algorithm>

namespace muster {
namespace {

template <class E>
Value number(E value) {
  return static_cast<std::int64_t>(value);
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
                              {"state", number(rule.state)}});
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
    members.push_back(Value::Map{{"id", member.machine.text}, {"state", number(member.state)}});
  return Value::Map{{"state", number(firewall.state)},
                    {"region", firewall.region},
                    {"description", firewall.description.value_or("")},
                    {"rules", rules_value(firewall.rules)},
                    {"members", sorted(std::move(members))}};
}

Value seen(const LiveVolume& volume) {
  Value::List machines;
  for (const auto& id : volume.attached_to) machines.push_back(id.text);
  return Value::Map{{"state", number(volume.state)},
                    {"region", volume.region},
                    {"size", volume.size.count},
                    {"type", volume.type ? number(*volume.type) : Value()},
                    {"attached", sorted(std::move(machines))}};
}

Value seen(const LiveVirtualMachine& machine) {
  Value::List volumes;
  for (const auto& each : machine.volumes)
    volumes.push_back(Value::Map{{"id", each.volume.text}, {"state", number(each.state)}});
  return Value::Map{{"state", number(machine.state)},
                    {"region", machine.region},
                    {"gpu", machine.gpu_model},
                    {"count", machine.gpu_count},
                    {"image", machine.os_image.value_or("")},
                    {"public", machine.public_ip.has_value()},
                    {"changing", machine.public_ip_changing},
                    {"volumes", sorted(std::move(volumes))},
                    {"rules", rules_value(machine.rules)}};
}

constexpr Kind kinds[] = {Kind::project,  Kind::ssh_key, Kind::startup_script,
                          Kind::firewall, Kind::volume,  Kind::virtual_machine};

}  // namespace

Observation observe_thing(const LiveThing& thing) {
  Observation observation{.kind = kinds[thing.index()], .id = id_of(thing), .name = name_of(thing)};
  std::visit(
      [&]<class P>(const P& live) {
        if constexpr (!std::is_same_v<P, std::monostate>)
          observation.digest = sha256_hex(live->name + "\n" + to_json(seen(*live)));
      },
      thing);
  return observation;
}

}  // namespace muster
