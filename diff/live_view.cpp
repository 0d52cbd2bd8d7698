#include "diff/live_view.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

void put(Value::Map& map, const char* name, const std::string& text) {
  if (!text.empty()) map.emplace_back(name, text);
}

/// As a manifest would refer to the thing: by its own name, or as something that exists.
Value reference_to(const Draft& draft, Kind kind, const RemoteId& id, const std::string& name) {
  if (const Subject* owner = draft.owner(kind, id)) return owner->key.name;
  return Value::Map{{"existing", name}};
}

Value rules_view(const std::vector<LiveRule>& rules) {
  Value::List list;
  list.reserve(rules.size());
  for (const auto& rule : rules) list.push_back(to_value(rule.rule, FieldInfo{}, SecretKey{}));
  return list;
}

Value::Map view(const Draft& draft, const Subject& subject, const LiveSshKey& live) {
  Value::Map map;
  const std::string key = bare_public_key(live.public_key);
  if (key.empty()) return map;
  const Value* recorded =
      subject.recorded == nullptr ? nullptr : subject.recorded->applied.find("publicKey");
  const Value* wanted = subject.wanted.find("publicKey");
  const Value* form = wanted != nullptr ? wanted : recorded;
  if (form != nullptr && form->get_if<SecretDigest>() != nullptr)
    map.emplace_back("publicKey", SecretDigest{hmac_sha256_hex(draft.options.secrets.bytes, key)});
  else
    map.emplace_back("publicKey", key);
  return map;
}

Value::Map view(const Draft& draft, const Subject&, const LiveScript& live) {
  Value::Map map;
  if (!live.content.empty())
    map.emplace_back("content",
                     SecretDigest{hmac_sha256_hex(draft.options.secrets.bytes, live.content)});
  return map;
}

Value::Map view(const Draft&, const Subject&, const LiveFirewall& live) {
  Value::Map map;
  put(map, "region", live.region);
  put(map, "description", live.description.value_or(""));
  map.emplace_back("rules", rules_view(live.rules));
  return map;
}

Value::Map view(const Draft&, const Subject&, const LiveVolume& live) {
  Value::Map map;
  if (live.tier) map.emplace_back("tier", std::string(to_string(*live.tier)));
  put(map, "region", live.region);
  if (live.type) map.emplace_back("type", std::string(to_string(*live.type)));
  if (live.size.count > 0) map.emplace_back("size", format_gigabytes(live.size));
  put(map, "description", live.description.value_or(""));
  return map;
}

Value ssh_keys_view(const Draft& draft, const LiveVirtualMachine& live) {
  Value::List keys;
  for (const auto& name : live.ssh_keys) {
    const auto& found = draft.live.ssh_keys.by_name(name);
    keys.push_back(found.size() == 1 ? reference_to(draft, Kind::ssh_key, found.front()->id, name)
                                     : Value(Value::Map{{"existing", name}}));
  }
  return keys;
}

/// Whether the machine is, or is to be, made from what that member of boot names.
bool boots_from(const Subject& subject, const char* path) {
  return subject.wanted.at_path(path) != nullptr ||
         (subject.recorded != nullptr && subject.recorded->applied.at_path(path) != nullptr);
}

/// What a snapshot or an image was made from never changes and may be gone by now: once it is
/// recorded, the record tells.
Value::Map view(const Draft& draft, const Subject& subject, const LiveSnapshot& live) {
  Value::Map map;
  const auto* machine = draft.live.machines.by_id(live.machine);
  const std::string& name = machine == nullptr ? live.machine_name : machine->name;
  if (subject.recorded == nullptr && !name.empty())
    map.emplace_back("virtualMachine",
                     reference_to(draft, Kind::virtual_machine, live.machine, name));
  put(map, "description", live.description.value_or(""));
  return map;
}

Value::Map view(const Draft& draft, const Subject& subject, const LiveImage& live) {
  Value::Map map;
  const auto* snapshot = draft.live.snapshots.by_id(live.snapshot);
  if (subject.recorded == nullptr && snapshot != nullptr)
    map.emplace_back("snapshot",
                     reference_to(draft, Kind::snapshot, live.snapshot, snapshot->name));
  return map;
}

Value::Map view(const Draft& draft, const Subject& subject, const LiveVirtualMachine& live) {
  Value::Map map;
  map.reserve(spec_schema(Kind::virtual_machine).fields.size());
  if (live.tier) map.emplace_back("tier", std::string(to_string(*live.tier)));
  put(map, "region", live.region);
  Value::Map gpu;
  put(gpu, "model", live.gpu_model);
  if (live.gpu_count > 0) gpu.emplace_back("count", live.gpu_count);
  if (!gpu.empty()) map.emplace_back("gpu", std::move(gpu));
  // A copy shows the image and the keys of its original.
  const bool restored = boots_from(subject, "/boot/snapshot");
  const bool copied = restored || boots_from(subject, "/boot/customImage");
  if (!copied && live.os_image && !live.os_image->empty())
    map.emplace_back("boot", Value::Map{{"osImage", *live.os_image}});
  if (!restored && !live.ssh_keys.empty()) map.emplace_back("sshKeys", ssh_keys_view(draft, live));
  Value::List firewalls;
  for (const auto* firewall : draft.live.firewalls_of(live.id))
    if (draft.project_firewalls.contains(firewall->id.text))
      firewalls.push_back(reference_to(draft, Kind::firewall, firewall->id, firewall->name));
  map.emplace_back("firewalls", std::move(firewalls));
  Value::List volumes;
  for (const auto* volume : own_volumes_of(draft, live))
    volumes.push_back(reference_to(draft, Kind::volume, volume->id, volume->name));
  map.emplace_back("volumes", std::move(volumes));
  map.emplace_back("securityRules", rules_view(live.rules));
  const auto power = heading_of(live);
  // Hibernation may take the address away; what counts is what was last applied.
  if (power && *power != PowerState::hibernated)
    map.emplace_back("publicIp", live.public_ip.has_value() != live.public_ip_changing);
  if (power) map.emplace_back("powerState", std::string(to_string(*power)));
  return map;
}

}  // namespace

std::string bare_public_key(std::string_view text) {
  std::string bare;
  for (int word = 0; word < 2; ++word) {
    const auto start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const auto end = std::min(text.find_first_of(" \t\r\n"), text.size());
    if (word > 0) bare += ' ';
    bare += text.substr(0, end);
    text.remove_prefix(end);
  }
  return bare;
}

Value wanted_view(const Resource& resource, const SecretKey& secrets) {
  Value value;
  if (const auto* key = std::get_if<SshKeySpec>(&resource.spec)) {
    SshKeySpec bare = *key;
    bare.public_key.text = bare_public_key(key->public_key.text);
    value = spec_to_value(Spec(std::move(bare)), secrets);
  } else {
    value = spec_to_value(resource.spec, secrets);
  }
  if (auto* members = value.edit<Value::Map>())
    std::erase_if(*members, [](const Value::Member& member) { return member.first == "replicas"; });
  return normalized(spec_schema(resource.key.kind), std::move(value));
}

Value live_view(const Draft& draft, const Subject& subject) {
  return std::visit(
      [&]<class P>(const P& live) -> Value {
        if constexpr (std::is_same_v<P, std::monostate>)
          return {};
        else
          return normalized(spec_schema(subject.key.kind), Value(view(draft, subject, *live)));
      },
      subject.live);
}

std::optional<PowerState> heading_of(const LiveVirtualMachine& machine) {
  switch (machine.state) {
    case VmState::creating:
    case VmState::active:
    case VmState::starting:
    case VmState::rebooting:
    case VmState::restoring:
    case VmState::snapshotting:
      return PowerState::active;
    case VmState::stopping:
    case VmState::stopped:
      return PowerState::stopped;
    case VmState::hibernating:
    case VmState::hibernated:
      return PowerState::hibernated;
    case VmState::deleting:
    case VmState::deleted:
    case VmState::error:
    case VmState::unknown:
      return std::nullopt;
  }
  return std::nullopt;
}

std::vector<const LiveVolume*> own_volumes_of(const Draft& draft,
                                              const LiveVirtualMachine& machine) {
  std::vector<const LiveVolume*> own;
  for (const auto* volume : draft.live.volumes_of(machine.id))
    if (draft.project_volumes.contains(volume->id.text)) own.push_back(volume);
  return own;
}

}  // namespace muster
