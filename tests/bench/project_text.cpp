#include "tests/bench/project_text.hpp"

#include <algorithm>
#include <array>

namespace muster::bench {
namespace {

constexpr std::size_t documents_per_file = 100;
constexpr std::size_t firewalls_max = 20;
constexpr std::size_t advanced_every = 10;  // one machine in so many is of the advanced tier
constexpr auto regions = std::to_array<const char*>({"CANADA-1", "NORWAY-1"});
constexpr auto advanced_region = "FIN-01";

/// How many of each kind.
struct Counts {
  std::size_t firewalls, machines, volumes, keys;
};

Counts counts_for(std::size_t resources) {
  Counts counts{};
  counts.firewalls = std::min(firewalls_max, resources / 4);
  const std::size_t rest = resources - counts.firewalls;
  counts.keys = std::max(rest / 10, std::min<std::size_t>(rest, 1));
  counts.volumes = rest * 4 / 10;
  counts.machines = rest - counts.keys - counts.volumes;
  return counts;
}

bool is_advanced(std::size_t machine) {
  return machine % advanced_every == advanced_every - 1;
}
const char* region_of(std::size_t number) {
  return regions[number % regions.size()];
}

std::string head(const char* kind, const std::string& name, std::size_t number) {
  constexpr auto teams = std::to_array<const char*>({"nlp", "vision", "robotics", "platform"});
  return std::string("---\napiVersion: muster/v1\nkind: ") + kind + "\nmetadata:\n  name: " + name +
         "\n  labels: {team: " + teams[number % teams.size()] + "}\nspec:\n";
}

std::string key(std::size_t number) {
  const auto name = "key-" + std::to_string(number);
  return head("SSHKey", name, number) +
         "  publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvciB0ZXN0cyBvbmx5" +
         std::to_string(number) + " " + name + "\n";
}

std::string firewall(std::size_t number) {
  return head("Firewall", "firewall-" + std::to_string(number), number) +
         "  region: " + region_of(number) +
         "\n  description: who may reach the machines\n  rules:\n"
         "    - {direction: ingress, protocol: tcp, ports: 22, cidr: 203.0.113.0/24}\n"
         "    - {direction: ingress, protocol: tcp, ports: 443, cidr: 0.0.0.0/0}\n"
         "    - {direction: ingress, protocol: tcp, ports: " +
         std::to_string(8000 + number) + ", cidr: 198.51.100.0/24}\n";
}

/// Of the machine with the same number: where that lives.
std::string volume(std::size_t number) {
  const bool advanced = is_advanced(number);
  return head("Volume", "volume-" + std::to_string(number), number) +
         "  tier: " + (advanced ? "advanced" : "legacy") +
         "\n  region: " + (advanced ? advanced_region : region_of(number)) +
         "\n  type: " + (advanced ? "NVMe" : "SSD") +
         "\n  size: " + std::to_string(100 * (1 + number % 8)) + "GB\n";
}

std::string machine(std::size_t number, const Counts& counts) {
  const bool advanced = is_advanced(number);
  const auto one = [&](const char* stem, std::size_t which) {
    return std::string(stem) + std::to_string(which);
  };
  std::string text = head("VirtualMachine", one("machine-", number), number);
  text += advanced
              ? "  tier: advanced\n  region: FIN-01\n  gpu: {model: H100-SXM5-80GB, count: 1}\n"
                "  boot: {osImage: ubuntu-24.04}\n"
              : std::string("  tier: legacy\n  region: ") + region_of(number) +
                    "\n  gpu: {model: RTX-A6000, count: " + std::to_string(1 + number % 2) +
                    "}\n  boot: {osImage: Debian 12}\n  publicIp: " +
                    (number % 3 == 0 ? "true" : "false") + "\n";
  text += "  sshKeys: [" + one("key-", number % counts.keys) + "]\n";
  // Firewalls with numbers of the same parity are in the machine's region.
  if (!advanced && counts.firewalls >= regions.size()) {
    const std::size_t usable = counts.firewalls - counts.firewalls % regions.size();
    text += "  firewalls: [" + one("firewall-", number % usable) + "]\n";
  }
  if (number < counts.volumes) text += "  volumes: [" + one("volume-", number) + "]\n";
  if (!advanced && number % 5 == 0)
    text += "  userData: |\n    #cloud-config\n    packages: [htop, tmux]\n    hostname: node-" +
            std::to_string(number) + "\n";
  if (number % 7 == 0) text += "  lifecycle: {protect: true}\n";
  return text;
}

/// A hundred documents in each of folder/000.yaml and so on.
template <class Text>
void add_files(std::vector<ManifestFile>& files, const std::string& folder, std::size_t count,
               Text text_of) {
  for (std::size_t i = 0; i < count; ++i) {
    if (i % documents_per_file == 0)
      files.push_back({folder + "/" + std::to_string(i / documents_per_file) + ".yaml", {}});
    files.back().text += text_of(i);
  }
}

}  // namespace

std::vector<ManifestFile> realistic_project(std::size_t resources) {
  const Counts counts = counts_for(resources);
  std::vector<ManifestFile> files;
  add_files(files, "keys", counts.keys, key);
  add_files(files, "firewalls", counts.firewalls, firewall);
  add_files(files, "volumes", counts.volumes, volume);
  add_files(files, "machines", counts.machines,
            [&](std::size_t number) { return machine(number, counts); });
  return files;
}

std::vector<ManifestFile> independent_resources(std::size_t resources) {
  std::vector<ManifestFile> files;
  add_files(files, "keys", resources, key);
  return files;
}

ManifestFile project_file(std::size_t concurrency) {
  return {"muster.yaml",
          "apiVersion: muster/v1\nkind: Project\nmetadata: {name: bench}\n"
          "spec: {api: {callsPerMinute: 0, pollInterval: 200ms, concurrency: " +
              std::to_string(concurrency) + "}}\n"};
}

}  // namespace muster::bench
