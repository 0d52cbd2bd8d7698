#include "diff/importable.hpp"

#include "diff/field_diff.hpp"
#include "diff/live_index.hpp"
#include "diff/live_view.hpp"
#include "diff/plan_words.hpp"
#include "model/references.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace muster {
namespace {

constexpr std::size_t description_max = 255;

std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

std::string trimmed(std::string text) {
  const auto* blanks = " \t\r\n";
  text.erase(text.find_last_not_of(blanks) + 1);
  text.erase(0, text.find_first_not_of(blanks));
  return text;
}

/// The rules that a manifest can say, each once.
std::vector<SecurityRule> distinct_rules(const std::vector<LiveRule>& rules) {
  std::set<SecurityRule> distinct;
  for (const auto& rule : rules) distinct.insert(rule.rule);
  return {distinct.begin(), distinct.end()};
}

class Importer {
 public:
  Importer(const LiveState& live, const RecordedState& recorded, const DesiredState& desired,
           const ImportScope& scope)
      : index_(live),
        recorded_(recorded),
        desired_(desired),
        scope_(scope),
        owners_(managed_things(recorded)) {}

  std::vector<Importable> run() {
    // In this order, whatever is referred to has been decided on before.
    take_all(Kind::ssh_key, index_.ssh_keys);
    take_all(Kind::startup_script, index_.scripts);
    take_all(Kind::firewall, index_.firewalls);
    take_all(Kind::volume, index_.volumes);
    take_all(Kind::virtual_machine, index_.machines);
    take_all(Kind::snapshot, index_.snapshots);
    take_all(Kind::custom_image, index_.images);
    return std::move(items_);
  }

 private:
  template <class T>
  void take_all(Kind kind, const LiveTable<T>& table) {
    for (const T* thing : table.all()) {
      if (owners_.contains({kind, thing->id}) || !scope_.wanted(kind, thing->id)) continue;
      Importable item{.id = thing->id};
      item.resource.key = {kind, thing->name};
      item.resource.spec = describe(item, *thing);
      item.is_going = is_going(thing);
      item.problem = problem_of(item, thing);
      if (item.can_be_taken()) taken_.insert(item.thing());
      items_.push_back(std::move(item));
    }
  }

  std::string problem_of(const Importable& item, const LiveThing& thing) const {
    const ResourceKey& key = item.resource.key;
    if (item.is_going) return "it is being deleted";
    if (is_broken(thing)) return "it is in an error state in the account";
    if (const auto why = scope_.refused.find(item.thing()); why != scope_.refused.end())
      return why->second;
    const auto namesakes = index_.named(key.kind, key.name).size();
    if (namesakes > 1)
      return "the account has " + std::to_string(namesakes) +
             " things of this name, and only a name that is unique can be managed";
    if (const auto* manifest = desired_.find(key))
      return "there is a manifest of it already (" + manifest->position.file + ":" +
             std::to_string(manifest->position.line) + "): `muster apply --adopt` takes it over";
    if (const auto record = recorded_.resources.find(key); record != recorded_.resources.end())
      return "its name stands for " + record->second.id.text + ", which muster manages";
    if (auto boots = boot_disk_problem(item); !boots.empty()) return boots;
    if (auto used = use_problem(key, item.id); !used.empty()) return used;
    if (item.unknown.empty()) return {};
    std::string text;
    for (const auto& [field, why] : item.unknown)
      text += (text.empty() ? "" : "; ") + why + " (" + field + ")";
    return text;
  }

  std::string boot_disk_problem(const Importable& item) const {
    if (item.resource.key.kind != Kind::volume) return {};
    const auto* machine = index_.machine_of(item.id);
    if (machine == nullptr) return {};
    const bool boots = std::ranges::any_of(machine->volumes, [&](const auto& attachment) {
      return attachment.bootable && attachment.volume == item.id;
    });
    return boots ? "it is the disk that machine " + in_quotes(machine->name) + " boots from" : "";
  }

  /// Manifests that would not be right any more once the thing is managed.
  std::string use_problem(const ResourceKey& key, const RemoteId& id) const {
    std::string problem;
    for (const auto& resource : desired_.resources) {
      for_each_reference(resource.spec, [&](const AnyReference& to, const std::string& pointer) {
        if (!to.existing || to.kind != key.kind || to.name != key.name) return;
        const Position& place = resource.position_of(pointer);
        problem = to_string(resource.key) + " refers to it as {existing: " + key.name + "} (" +
                  place.file + ":" + std::to_string(place.line) + ")" + by_hand(key);
      });
      if (problem.empty() && lacks(resource, key, id))
        problem = "it is attached to " + to_string(resource.key) + ", whose manifest (" +
                  resource.position.file + ":" + std::to_string(resource.position.line) +
                  ") does not list it" + by_hand(key);
      if (!problem.empty()) break;
    }
    return problem;
  }
  static std::string by_hand(const ResourceKey& key) {
    return ": print its manifest (import without --out), put it and the reference to " + key.name +
           " in place, and run `muster apply --adopt`";
  }

  /// A machine that is managed has the thing, and its manifest has a list without it.
  bool lacks(const Resource& resource, const ResourceKey& key, const RemoteId& id) const {
    const auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec);
    const auto record = recorded_.resources.find(resource.key);
    if (machine == nullptr || record == recorded_.resources.end()) return false;
    const RemoteId& owner = record->second.id;
    if (key.kind == Kind::volume) {
      const auto& attached = index_.volumes_of(owner);
      return machine->volumes && !is_ignored("/spec/volumes", resource.lifecycle.ignore) &&
             std::ranges::find(attached, id, &LiveVolume::id) != attached.end();
    }
    if (key.kind != Kind::firewall) return false;
    const auto& attached = index_.firewalls_of(owner);
    return machine->firewalls && !is_ignored("/spec/firewalls", resource.lifecycle.ignore) &&
           std::ranges::find(attached, id, &LiveFirewall::id) != attached.end();
  }

  /// As a manifest refers to the thing; nothing if it cannot.
  template <Kind K>
  std::optional<Reference<K>> reference_to(const RemoteId& id, const std::string& name) const {
    if (const auto owner = owners_.find({K, id}); owner != owners_.end())
      return Reference<K>{owner->second.name, false};
    if (taken_.contains({K, id}) || desired_.find({K, name}) != nullptr)
      return Reference<K>{name, false};
    if (name.empty() || index_.named(K, name).size() != 1) return std::nullopt;
    return Reference<K>{name, true};
  }

  template <Kind K, class T>
  std::vector<Reference<K>> references_to(const std::vector<const T*>& things,
                                          const std::string& what, Importable& item) const {
    std::vector<Reference<K>> references;
    std::vector<std::string> others;
    for (const T* thing : things) {
      if (auto reference = reference_to<K>(thing->id, thing->name))
        references.push_back(*std::move(reference));
      else
        others.push_back(in_quotes(thing->name) + " (" + thing->id.text + ")");
    }
    if (!others.empty())
      item.remarks.push_back(
          what + " that have no name of their own and are left out: " + listed(others) + ".");
    return references;
  }

  /// What a copy was made of; it may be gone by now, or share its name: a copy that is there is
  /// held against neither.
  template <Kind K>
  Reference<K> origin_reference(const RemoteId& id, const std::string& name) const {
    if (!exists(index_.find(K, id))) return {name, true};
    return reference_to<K>(id, name).value_or(Reference<K>{name, true});
  }

  static void need_text(Importable& item, const char* field, const std::string& text,
                        const char* what) {
    if (text.empty()) item.unknown[field] = std::string("the account does not say ") + what;
  }
  static std::optional<std::string> description_of(Importable& item,
                                                   const std::optional<std::string>& text) {
    if (!text || text->empty()) return std::nullopt;
    if (text->size() <= description_max) return text;
    item.remarks.push_back("Its description is longer than a manifest allows and is left out.");
    return std::nullopt;
  }

  Spec describe(Importable& item, const LiveSshKey& live) const {
    need_text(item, "publicKey", trimmed(live.public_key), "what the key is");
    return SshKeySpec{.public_key = {.text = trimmed(live.public_key)}};
  }

  Spec describe(Importable& item, const LiveScript& live) const {
    need_text(item, "content", live.content, "what is in the script");
    return StartupScriptSpec{.content = {.text = live.content}};
  }

  Spec describe(Importable& item, const LiveFirewall& live) const {
    need_text(item, "region", live.region, "where it is");
    return FirewallSpec{.region = live.region,
                        .description = description_of(item, live.description),
                        .rules = distinct_rules(live.rules)};
  }

  Spec describe(Importable& item, const LiveVolume& live) const {
    if (!live.tier) item.unknown["tier"] = "the account does not say in which tier it is";
    need_text(item, "region", live.region, "where it is");
    if (!live.type) item.unknown["type"] = "the account does not say of which type it is";
    if (live.size.count <= 0) item.unknown["size"] = "the account does not say how large it is";
    return VolumeSpec{.tier = live.tier.value_or(Tier::legacy),
                      .region = live.region,
                      .type = live.type.value_or(VolumeType::ssd),
                      .size = live.size,
                      .description = description_of(item, live.description)};
  }

  Spec describe(Importable& item, const LiveVirtualMachine& live) const {
    VirtualMachineSpec spec;
    if (!live.tier) item.unknown["tier"] = "the account does not say in which tier it is";
    spec.tier = live.tier.value_or(Tier::legacy);
    need_text(item, "region", live.region, "where it is");
    spec.region = live.region;
    if (live.gpu_model.empty() || live.gpu_count <= 0)
      item.unknown["gpu"] = "the account does not say which GPUs it has";
    spec.gpu.model = live.gpu_model;
    spec.gpu.count = live.gpu_count;
    describe_boot(item, spec, live);
    describe_keys(item, spec, live);
    spec.volumes = references_to<Kind::volume>(index_.volumes_of(live.id), "Volumes", item);
    if (spec.tier == Tier::legacy) describe_network(item, spec, live);
    describe_first_boot(item, spec.tier);
    spec.power_state = heading_of(live);
    if (!spec.power_state)
      item.remarks.push_back("Its state (" + live.status +
                             ") is none that muster knows; powerState is left out.");
    return spec;
  }

  Spec describe(Importable& item, const LiveSnapshot& live) const {
    const auto* machine = index_.machines.by_id(live.machine);
    const std::string& name = machine == nullptr ? live.machine_name : machine->name;
    need_text(item, "virtualMachine", name, "which machine it was taken of");
    if (machine == nullptr && !name.empty())
      item.remarks.push_back("The machine it was taken of, " + in_quotes(name) +
                             ", is gone: it can be restored, but not taken again.");
    return SnapshotSpec{
        .virtual_machine = origin_reference<Kind::virtual_machine>(live.machine, name),
        .description = description_of(item, live.description)};
  }

  Spec describe(Importable& item, const LiveImage& live) const {
    const auto* snapshot = index_.snapshots.by_id(live.snapshot);
    const std::string name = snapshot == nullptr ? "" : snapshot->name;
    need_text(item, "snapshot", name, "which snapshot it was made from");
    return CustomImageSpec{origin_reference<Kind::snapshot>(live.snapshot, name)};
  }

  void describe_boot(Importable& item, VirtualMachineSpec& spec,
                     const LiveVirtualMachine& live) const {
    if (live.os_image && !live.os_image->empty()) {
      spec.boot.os_image = live.os_image;
      return;
    }
    for (const auto& attachment : live.volumes) {
      const auto* volume = index_.volumes.by_id(attachment.volume);
      if (!attachment.bootable || volume == nullptr || spec.boot.volume) continue;
      spec.boot.volume = reference_to<Kind::volume>(volume->id, volume->name);
    }
    if (!spec.boot.volume) item.unknown["boot"] = "the account does not say what it booted from";
  }

  void describe_keys(Importable& item, VirtualMachineSpec& spec,
                     const LiveVirtualMachine& live) const {
    std::vector<std::string> others;
    for (const auto& name : live.ssh_keys) {
      const auto& found = index_.ssh_keys.by_name(name);
      const auto reference =
          found.size() == 1 ? reference_to<Kind::ssh_key>(found.front()->id, name) : std::nullopt;
      if (!reference)
        others.push_back(in_quotes(name));
      else if (std::ranges::find(spec.ssh_keys, *reference) == spec.ssh_keys.end())
        spec.ssh_keys.push_back(*reference);
    }
    if (live.ssh_keys.empty()) {
      item.unknown["sshKeys"] = "the account does not say which keys it was given";
    } else if (spec.ssh_keys.empty()) {
      item.unknown["sshKeys"] = "the account has no key, or more than one, named " + listed(others);
    } else if (!others.empty()) {
      // What it was given at its first boot cannot be told apart from what the list would say now.
      item.remarks.push_back(
          "Of the keys it was given, the account no longer has exactly one named " +
          listed(others) + "; sshKeys is therefore not compared.");
      item.resource.lifecycle.ignore.emplace_back("/spec/sshKeys");
    }
  }

  void describe_network(Importable& item, VirtualMachineSpec& spec,
                        const LiveVirtualMachine& live) const {
    spec.firewalls = references_to<Kind::firewall>(index_.firewalls_of(live.id), "Firewalls", item);
    spec.security_rules = distinct_rules(live.rules);
    if (heading_of(live) == PowerState::hibernated)
      item.remarks.emplace_back(
          "It is hibernated, which may have taken its public address; publicIp is left out.");
    else
      spec.public_ip = live.public_ip.has_value() != live.public_ip_changing;
    if (live.public_ip)
      item.remarks.push_back("Its public address (" + *live.public_ip +
                             ") goes with the machine: a new one gets another.");
  }

  static void describe_first_boot(Importable& item, Tier tier) {
    item.remarks.emplace_back(
        tier == Tier::legacy
            ? "The account does not show userData; if it had any, a new machine would not."
            : "The account does not show which startupScript it ran; a new machine would run "
              "none.");
  }

  const LiveIndex index_;
  const RecordedState& recorded_;
  const DesiredState& desired_;
  const ImportScope& scope_;
  const std::map<ThingId, ResourceKey> owners_;
  std::set<ThingId> taken_;
  std::vector<Importable> items_;
};

}  // namespace

std::map<ThingId, ResourceKey> managed_things(const RecordedState& recorded) {
  std::map<ThingId, ResourceKey> owners;
  for (const auto& [key, record] : recorded.resources) {
    owners.insert_or_assign({key.kind, record.id}, key);
    for (const auto& id : record.superseded) owners.insert_or_assign({key.kind, id}, key);
  }
  return owners;
}

std::vector<Importable> importables(const LiveState& live, const RecordedState& recorded,
                                    const DesiredState& desired, const ImportScope& scope) {
  return Importer(live, recorded, desired, scope).run();
}

}  // namespace muster
