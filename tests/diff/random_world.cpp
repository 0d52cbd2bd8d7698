#include "tests/diff/random_world.hpp"

#include <algorithm>
#include <set>

namespace muster::testing {
namespace {

const char* const blocks[] = {"203.0.113.0/24", "198.51.100.0/24", "0.0.0.0/0", "::/0"};

Tier tier_of_spec(const Spec& spec) {
  if (const auto* volume = std::get_if<VolumeSpec>(&spec)) return volume->tier;
  return Tier::legacy;
}

}  // namespace

std::vector<SecurityRule> RandomWorld::rules() {
  std::vector<SecurityRule> made;
  const std::size_t count = pick(4);
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(rule(blocks[pick(4)], static_cast<std::uint16_t>(20 + pick(3))));
  return made;
}

/// References to manifests of the kind that could go with a machine of the tier.
template <Kind K>
std::vector<Reference<K>> RandomWorld::some(Tier tier, const char* foreign) {
  std::vector<Reference<K>> references;
  for (const auto& resource : world.desired.resources)
    if (resource.key.kind == K && tier_of_spec(resource.spec) == tier && chance(50))
      references.push_back({resource.key.name, false});
  if (foreign != nullptr && tier == Tier::legacy && chance(25))
    references.push_back({foreign, true});
  return references;
}

VirtualMachineSpec RandomWorld::machine() {
  const Tier tier = chance(60) ? Tier::legacy : Tier::advanced;
  VirtualMachineSpec spec = machine_spec(tier);
  spec.gpu.count = chance(80) ? 1 : 2;
  if (chance(30)) spec.ssh_keys = {managed<Kind::ssh_key>("bob")};
  if (chance(70)) spec.volumes = some<Kind::volume>(tier, "foreign-volume");
  if (chance(60)) spec.power_state = static_cast<PowerState>(pick(3));
  if (tier == Tier::advanced) {
    if (chance(30)) spec.startup_script = managed<Kind::startup_script>("setup");
    return spec;
  }
  if (chance(70)) spec.firewalls = some<Kind::firewall>(tier, "foreign-firewall");
  if (chance(40)) spec.security_rules = rules();
  if (chance(50)) spec.public_ip = chance(50);
  if (chance(30)) spec.user_data = SourcedText{.text = chance(50) ? "#cloud-config" : "#!/bin/sh"};
  return spec;
}

void RandomWorld::edit_volume() {
  VolumeSpec spec = volume_spec(static_cast<std::int64_t>(100 * (1 + pick(4))),
                                chance(60) ? Tier::legacy : Tier::advanced);
  if (chance(20)) spec.description = "scratch";
  world.want(name("volume-", 4), spec);
}

void RandomWorld::edit_firewall() {
  FirewallSpec spec = firewall_spec(rules());
  if (chance(15)) spec.description = "edge";
  Resource& resource = world.want(name("firewall-", 3), spec);
  if (chance(30)) resource.lifecycle.replace = Replace::create_first;
}

void RandomWorld::edit_machine() {
  Resource& resource = world.want(name("machine-", 4), machine());
  if (chance(10)) resource.lifecycle.on_delete = OnDelete::retain;
  if (chance(10)) resource.lifecycle.ignore = {"/spec/powerState"};
  if (chance(10)) resource.lifecycle.on_drift = OnDrift::report;
  if (chance(30)) resource.lifecycle.replace = Replace::create_first;
}

void RandomWorld::remove_one() {
  if (world.desired.resources.empty()) return;
  const auto key = world.desired.resources[pick(world.desired.resources.size())].key;
  world.unwant(key);
}

/// What the loader sees to: references have targets, and a volume is wanted once.
void RandomWorld::mend_references() {
  if (world.desired.find({Kind::ssh_key, "alice"}) == nullptr) world.want("alice", key_spec());
  if (world.desired.find({Kind::ssh_key, "bob"}) == nullptr)
    world.want("bob", key_spec("ssh-ed25519 AAAAbob bob@desk"));
  if (world.desired.find({Kind::startup_script, "setup"}) == nullptr)
    world.want("setup", script_spec());
  std::set<std::pair<std::string, bool>> taken;
  for (auto& resource : world.desired.resources) {
    auto* spec = std::get_if<VirtualMachineSpec>(&resource.spec);
    if (spec == nullptr) continue;
    const auto missing = [&](const auto& reference) {
      if (reference.existing) return false;
      const auto* target = world.desired.find({reference.kind, reference.name});
      return target == nullptr || tier_of_spec(target->spec) != spec->tier;
    };
    if (spec->firewalls) std::erase_if(*spec->firewalls, missing);
    if (spec->volumes)
      std::erase_if(*spec->volumes, [&](const auto& reference) {
        return missing(reference) || !taken.emplace(reference.name, reference.existing).second;
      });
  }
}

void RandomWorld::edit_one() {
  switch (pick(8)) {
    case 0:
    case 1:
      return edit_volume();
    case 2:
      return edit_firewall();
    case 3:
    case 4:
    case 5:
      return edit_machine();
    case 6:
      return remove_one();
    default:
      world.want("setup", script_spec(chance(50) ? "echo one" : "echo two"));
      world.want("alice", key_spec(chance(70) ? "ssh-ed25519 AAAAone" : "ssh-ed25519 AAAAtwo"));
  }
}

void RandomWorld::edit_manifests() {
  const std::size_t edits = 1 + pick(5);
  for (std::size_t i = 0; i < edits; ++i) edit_one();
  mend_references();
}

void RandomWorld::disturb_machine(LiveVirtualMachine& live) {
  switch (pick(4)) {
    case 0:
      live.state = static_cast<VmState>(1 + pick(3));
      live.status = "MOVED";
      if (live.state == VmState::hibernated) live.public_ip.reset();
      return;
    case 1:
      live.rules.clear();
      return;
    case 2:
      if (live.tier == Tier::legacy && live.state == VmState::active) live.public_ip = "192.0.2.1";
      return;
    default:
      live.state = VmState::error;
      live.status = "ERROR";
  }
}

void RandomWorld::disturb_one() {
  auto& live = world.live;
  switch (pick(4)) {
    case 0:
      if (!live.virtual_machines.empty())
        disturb_machine(live.virtual_machines[pick(live.virtual_machines.size())]);
      return;
    case 1:
      if (!live.firewalls.empty()) live.firewalls[pick(live.firewalls.size())].members.clear();
      return;
    case 2:
      if (!live.firewalls.empty()) live.firewalls[pick(live.firewalls.size())].rules.clear();
      return;
    default:
      if (live.volumes.empty()) return;
      const auto gone =
          live.volumes.begin() + static_cast<std::ptrdiff_t>(pick(live.volumes.size()));
      if (gone->attached_to.empty() && gone->name != "foreign-volume")
        live.volumes.edit().erase(gone);
  }
}

void RandomWorld::disturb_account() {
  const std::size_t count = pick(3);
  for (std::size_t i = 0; i < count; ++i) disturb_one();
  std::ranges::shuffle(world.live.virtual_machines, random_);
  std::ranges::shuffle(world.live.volumes, random_);
  std::ranges::shuffle(world.live.firewalls, random_);
}

void RandomWorld::add_foreign_things() {
  LiveVirtualMachine machine;
  machine.id = {"BRK-000001D"};
  machine.name = "foreign-machine";
  machine.state = VmState::active;
  machine.tier = Tier::legacy;
  world.live.virtual_machines.push_back(machine);
  LiveVolume volume;
  volume.id = {"BRK-000002V"};
  volume.name = "foreign-volume";
  volume.state = VolumeState::available;
  volume.tier = Tier::legacy;
  volume.region = "CANADA-1";
  volume.size = {100};
  world.live.volumes.push_back(volume);
  LiveFirewall firewall;
  firewall.id = {"BRK-000003F"};
  firewall.name = "foreign-firewall";
  firewall.region = "CANADA-1";
  firewall.state = SetupState::ready;
  firewall.members = {{machine.id}};
  world.live.firewalls.push_back(firewall);
}

}  // namespace muster::testing
