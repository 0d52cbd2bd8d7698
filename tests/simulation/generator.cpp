#include "tests/simulation/generator.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace muster::simulation {
namespace {

constexpr auto legacy_regions = std::to_array<const char*>({"CANADA-1", "NORWAY-1"});
constexpr auto legacy_gpus = std::to_array<const char*>({"RTX-A6000", "H100-PCIe-NVLink-80GB"});
constexpr auto advanced_gpus = std::to_array<const char*>({"B300-262GB", "H100-SXM5-80GB"});
constexpr auto powers = std::to_array<const char*>({"Active", "Stopped", "Hibernated"});
constexpr auto ignorable =
    std::to_array<const char*>({"/spec/powerState", "/spec/publicIp", "/spec/securityRules"});
constexpr auto all_rules = std::to_array<const char*>({
    "{direction: ingress, protocol: tcp, ports: 22, cidr: 203.0.113.0/24}",
    "{direction: ingress, protocol: tcp, ports: 8000-8010, cidr: 0.0.0.0/0}",
    "{direction: ingress, protocol: icmp, cidr: 0.0.0.0/0}",
    "{direction: ingress, protocol: udp, cidr: '2001:db8::/32'}",
    "{direction: egress, protocol: any, cidr: 0.0.0.0/0}",
});
constexpr std::size_t names_of_each = 5;
constexpr auto shared_region = "CANADA-1";  // of foreign things that manifests refer to

}  // namespace

std::set<std::string> Generator::some_rules() {
  std::set<std::string> rules;
  for (const auto* rule : all_rules)
    if (chance(40)) rules.insert(rule);
  return rules;
}

std::set<std::string> Generator::some_keys() {
  std::set<std::string> keys;
  for (const auto& [name, key] : project_.keys)
    if (chance(50)) keys.insert(name);
  if (chance(15)) keys.insert("{existing: foreign-key}");
  return keys;
}

std::set<std::string> Generator::some_firewalls(const MachineDraft& machine) {
  std::set<std::string> firewalls;
  for (const auto& [name, firewall] : project_.firewalls)
    if (firewall.region == machine.region && chance(50)) firewalls.insert(name);
  return firewalls;
}

std::set<std::string> Generator::some_volumes(const MachineDraft& machine) {
  std::set<std::string> volumes;
  for (const auto& [name, volume] : project_.volumes)
    if (volume.tier == machine.tier && volume.region == machine.region && chance(50))
      volumes.insert(name);
  if (machine.region == shared_region && chance(20)) volumes.insert("{existing: shared-volume}");
  return volumes;
}

VolumeDraft Generator::new_volume() {
  VolumeDraft volume;
  const bool legacy = chance(60);
  volume.tier = legacy ? "legacy" : "advanced";
  volume.region = legacy ? legacy_regions[pick(legacy_regions.size())] : "FIN-01";
  volume.type = legacy ? "SSD" : chance(50) ? "NVMe" : "HDD";
  volume.size = static_cast<int>(100 * (1 + pick(3)));
  if (chance(20)) volume.description = "scratch";
  return volume;
}

MachineDraft Generator::new_machine() {
  MachineDraft machine;
  const bool legacy = chance(65);
  machine.tier = legacy ? "legacy" : "advanced";
  machine.region = legacy ? legacy_regions[pick(legacy_regions.size())] : "FIN-01";
  machine.gpu = legacy ? legacy_gpus[pick(2)] : advanced_gpus[pick(2)];
  machine.image = legacy ? "Debian 12" : "ubuntu-24.04";
  machine.keys = some_keys();
  if (chance(70)) machine.volumes = some_volumes(machine);
  if (chance(50)) machine.power = powers[pick(powers.size())];
  machine.report_drift = chance(10);
  if (chance(10)) machine.ignore = ignorable[pick(ignorable.size())];
  machine.create_first = chance(30);
  if (chance(15)) machine.replicas = static_cast<int>(pick(4));
  if (!legacy) {
    if (chance(30) && !project_.scripts.empty()) machine.script = project_.scripts.begin()->first;
    return machine;
  }
  if (chance(70)) machine.firewalls = some_firewalls(machine);
  if (chance(40)) machine.rules = some_rules();
  if (chance(50)) machine.public_ip = chance(50);
  if (chance(30)) machine.user_data = static_cast<int>(pick(2));
  if (chance(20) && !project_.snapshots.empty()) machine.booted = project_.snapshots.begin()->first;
  return machine;
}

void Generator::edit_key() {
  project_.keys[name("key-", 3)].version = static_cast<int>(pick(2));
}

void Generator::edit_script() {
  project_.scripts[name("script-", 2)].version = static_cast<int>(pick(3));
}

void Generator::edit_firewall() {
  if (chance(10)) {
    FirewallDraft& lost = project_.firewalls[lost_firewall];
    lost = {.region = shared_region, .description = {}, .rules = some_rules(), .adopt = true};
    return;
  }
  FirewallDraft& firewall = project_.firewalls[name("firewall-", 4)];
  if (chance(10)) firewall.report_drift = !firewall.report_drift;
  if (firewall.region.empty() || (chance(15)))
    firewall.region = legacy_regions[pick(legacy_regions.size())];
  if (chance(10)) firewall.description = chance(50) ? "edge" : "office";
  firewall.rules = some_rules();
}

/// Never changed, only removed.
void Generator::edit_special_volume() {
  const auto number = std::to_string(special_++);
  switch (pick(3)) {
    case 0:
      project_.volumes[lost_volume] = {.tier = "legacy",
                                       .region = shared_region,
                                       .type = "SSD",
                                       .size = 100,
                                       .description = {},
                                       .adopt = true};
      return;
    case 1: {
      VolumeDraft& volume = project_.volumes["guarded-" + number] = new_volume();
      volume.protect = true;
      guarded_["guarded-" + number] = volume;
      return;
    }
    default:
      VolumeDraft& volume = project_.volumes["kept-" + number] = new_volume();
      volume.retain = true;
  }
}

void Generator::edit_volume() {
  if (chance(30)) return edit_special_volume();
  VolumeDraft& volume = project_.volumes[name("volume-", names_of_each)];
  if (volume.tier.empty() || chance(20)) {
    volume = new_volume();
    return;
  }
  volume.size = std::max(100, volume.size + 100 * (static_cast<int>(pick(4)) - 1));
}

void Generator::change_links(MachineDraft& machine) {
  if (chance(50)) machine.volumes = some_volumes(machine);
  if (machine.tier == "legacy" && chance(50)) machine.firewalls = some_firewalls(machine);
}

void Generator::change_machine(MachineDraft& machine) {
  switch (pick(7)) {
    case 0:
      machine.power = powers[pick(powers.size())];
      return;
    case 1:
      if (machine.tier == "legacy") machine.public_ip = chance(50);
      return;
    case 2:
      if (machine.tier == "legacy") machine.rules = some_rules();
      return;
    case 3:
      machine.gpus = machine.gpus == 1 ? 2 : 1;
      return;
    case 4:
      if (machine.replicas) machine.replicas = static_cast<int>(pick(4));
      return;
    default:
      return change_links(machine);
  }
}

void Generator::edit_machine() {
  MachineDraft& machine = project_.machines[name("machine-", names_of_each)];
  if (machine.tier.empty() || (chance(15)))
    machine = new_machine();
  else
    change_machine(machine);
}

/// A snapshot of one of the machines, of which some are Active for sure; now and then an image.
void Generator::edit_snapshot() {
  SnapshotDraft& snapshot = project_.snapshots[name("snapshot-", 3)];
  if (chance(50)) snapshot.version = static_cast<int>(pick(2));
  if (chance(40)) snapshot.image = !snapshot.image;
  if (!snapshot.machine.empty()) return;
  snapshot.machine = name("machine-", names_of_each);
  const auto machine = project_.machines.find(snapshot.machine);
  if (machine == project_.machines.end()) return;
  machine->second.power = "Active";
  snapshot.region = machine->second.region;
}

/// Whatever happens to the account, the next plan can take a snapshot of it.
bool Generator::can_be_snapshotted(const SnapshotDraft& snapshot) const {
  const auto found = project_.machines.find(snapshot.machine);
  if (found == project_.machines.end()) return false;
  const MachineDraft& machine = found->second;
  return machine.tier == "legacy" && machine.region == snapshot.region &&
         machine.power == "Active" && !machine.replicas && !machine.report_drift &&
         !machine.ignore && !machine.booted;
}

void Generator::mend_snapshots() {
  std::erase_if(project_.snapshots,
                [&](const auto& entry) { return !can_be_snapshotted(entry.second); });
  for (auto& [machine_name, machine] : project_.machines) {
    if (!machine.booted) continue;
    const auto snapshot = project_.snapshots.find(*machine.booted);
    const bool boots = snapshot != project_.snapshots.end() && snapshot->second.image &&
                       snapshot->second.region == machine.region;
    if (!boots) machine.booted.reset();
    // Its old self could have to give a volume to the machine that the image is to be made of.
    if (boots) machine.create_first = false;
  }
}

/// From one machine to another in one edit.
void Generator::move_volume() {
  for (auto& [from_name, from] : project_.machines) {
    if (!from.volumes || from.volumes->empty()) continue;
    for (auto& [to_name, to] : project_.machines) {
      if (to_name == from_name || to.tier != from.tier || to.region != from.region) continue;
      if (to.replicas) continue;
      if (!to.volumes) to.volumes.emplace();
      to.volumes->insert(from.volumes->extract(from.volumes->begin()));
      return;
    }
  }
}

template <class Map>
bool erase_some(Map& map, std::size_t index) {
  if (map.empty()) return false;
  map.erase(std::next(map.begin(), static_cast<std::ptrdiff_t>(index % map.size())));
  return true;
}

void Generator::remove_one() {
  const std::size_t index = pick(16);
  switch (pick(6)) {
    case 0:
      erase_some(project_.keys, index);
      return;
    case 1:
      erase_some(project_.scripts, index);
      return;
    case 2:
      erase_some(project_.firewalls, index);
      return;
    case 3:
      erase_some(project_.volumes, index);
      return;
    default:
      erase_some(project_.machines, index);
  }
}

/// The same thing under another name; those who use it follow.
void Generator::rename_one() {
  if (chance(50) && !project_.machines.empty()) {
    auto node = project_.machines.extract(project_.machines.begin());
    node.key() = name("machine-", names_of_each);
    project_.machines.insert(std::move(node));
    return;
  }
  const auto chosen = std::ranges::find_if(
      project_.volumes, [](const auto& volume) { return volume.first.starts_with("volume-"); });
  if (chosen == project_.volumes.end()) return;
  auto node = project_.volumes.extract(chosen);
  const auto before = node.key();
  node.key() = name("volume-", names_of_each);
  const auto inserted = project_.volumes.insert(std::move(node));
  for (auto& [machine_name, machine] : project_.machines)
    if (machine.volumes && machine.volumes->erase(before) > 0)
      machine.volumes->insert(inserted.position->first);
}

void Generator::mend_machine(MachineDraft& machine, std::set<std::string>& taken) {
  std::erase_if(machine.keys, [&](const std::string& key) {
    return !key.starts_with("{") && !project_.keys.contains(key);
  });
  if (machine.keys.empty()) machine.keys.insert(project_.keys.begin()->first);
  if (machine.firewalls)
    std::erase_if(*machine.firewalls, [&](const std::string& firewall) {
      if (firewall.starts_with("{")) return false;
      const auto found = project_.firewalls.find(firewall);
      return found == project_.firewalls.end() || found->second.region != machine.region;
    });
  if (machine.replicas) machine.volumes.reset();
  if (machine.volumes)
    std::erase_if(*machine.volumes, [&](const std::string& volume) {
      if (volume.starts_with("{")) return !taken.insert(volume).second;
      const auto found = project_.volumes.find(volume);
      return found == project_.volumes.end() || found->second.tier != machine.tier ||
             found->second.region != machine.region || !taken.insert(volume).second;
    });
  if (machine.script && !project_.scripts.contains(*machine.script)) machine.script.reset();
}

void Generator::mend() {
  if (project_.keys.empty()) project_.keys["key-0"];
  std::set<std::string> taken;
  for (auto& [machine_name, machine] : project_.machines) mend_machine(machine, taken);
  mend_snapshots();
}

void Generator::edit_one() {
  switch (pick(13)) {
    case 12:
      return edit_snapshot();
    case 0:
      return edit_key();
    case 1:
      return edit_script();
    case 2:
    case 3:
      return edit_firewall();
    case 4:
    case 5:
      return edit_volume();
    case 6:
      return move_volume();
    case 7:
      return remove_one();
    case 8:
      return rename_one();
    default:
      return edit_machine();
  }
}

void Generator::edit() {
  const std::size_t edits = project_.machines.empty() ? 16 : 1 + pick(8);
  for (std::size_t i = 0; i < edits; ++i) {
    edit_one();
    mend();
  }
}

void Generator::wake_machines() {
  for (auto& [machine_name, machine] : project_.machines) {
    machine.power = "Active";
    machine.ignore.reset();
  }
}

void Generator::lift_protection() {
  for (auto& [volume_name, volume] : guarded_) {
    volume.protect = false;
    project_.volumes[volume_name] = volume;
  }
}

void Generator::drop_unprotected() {
  for (const auto& [volume_name, volume] : guarded_) project_.volumes.erase(volume_name);
  guarded_.clear();
  mend();
}

void Generator::make_do_with_one_machine() {
  if (project_.machines.empty()) return;
  project_.machines.erase(std::next(project_.machines.begin()), project_.machines.end());
  MachineDraft& machine = project_.machines.begin()->second;
  machine.gpus = 1;
  machine.replicas.reset();
  mend_snapshots();
}

}  // namespace muster::simulation
