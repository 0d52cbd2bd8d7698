#include "tests/simulation/days_generator.hpp"

namespace muster::simulation {
namespace {

std::string document(const std::string& kind, const std::string& metadata,
                     const std::string& spec) {
  return "---\napiVersion: muster/v1\nkind: " + kind + "\nmetadata: {" + metadata +
         "}\nspec: " + spec + "\n";
}

std::string wall_text(std::size_t index, int rules) {
  std::string list;
  for (int rule = 0; rule < rules; ++rule)
    list += (rule == 0 ? "" : ", ") + std::string("{direction: ingress, protocol: tcp, ports: ") +
            std::to_string(443 + rule) + ", cidr: 203.0.113.0/24}";
  return document("Firewall", "name: wall-" + std::to_string(index),
                  "{region: CANADA-1, rules: [" + list + "]}");
}

}  // namespace

void DaysGenerator::edit() {
  for (auto edits = 1 + random_.below(3); edits > 0; --edits) edit_one();
}

void DaysGenerator::edit_one() {
  switch (random_.below(8)) {
    case 0:
    case 1: {
      bool& volume = volumes_[random_.below(volumes_.size())];
      volume = !volume;
      return;
    }
    case 2:
    case 3: {
      const auto index = random_.below(walls_.size());
      walls_[index] = static_cast<int>(random_.below(4));
      for (auto& machine : machines_)
        if (walls_[index] == 0 && machine.wall == static_cast<int>(index)) machine.wall = -1;
      return;
    }
    case 4: {
      Machine& machine = machines_[random_.below(machines_.size())];
      machine.there = !machine.there;
      return;
    }
    case 5: {
      Machine& machine = machines_[random_.below(machines_.size())];
      if (chance(20)) machine.image = 1 - machine.image;
      const auto wall = random_.below(walls_.size());
      machine.wall = walls_[wall] > 0 && chance(70) ? static_cast<int>(wall) : -1;
      return;
    }
    case 6: {
      Machine& machine = machines_[random_.below(machines_.size())];
      chance(50) ? machine.labelled = !machine.labelled : machine.leased = !machine.leased;
      return;
    }
    default:
      chance(50) ? snapshots_ = !snapshots_ : nights_ = !nights_;
  }
}

void DaysGenerator::end_schedules() {
  snapshots_ = false;
  nights_ = false;
  for (auto& machine : machines_) machine.leased = false;
}

std::string DaysGenerator::machine_text(std::size_t index) const {
  const Machine& machine = machines_[index];
  std::string metadata = "name: machine-" + std::to_string(index);
  if (machine.labelled) metadata += ", labels: {team: nlp}";
  std::string spec =
      "{tier: legacy, region: CANADA-1, gpu: {model: RTX-A6000, count: 1}, boot: "
      "{osImage: ";
  spec += machine.image == 0 ? "Debian 12" : "Ubuntu Server 22.04 LTS R535 CUDA 12.2";
  spec += "}, sshKeys: [alice]";
  if (machine.wall >= 0) spec += ", firewalls: [wall-" + std::to_string(machine.wall) + "]";
  if (machine.leased) spec += ", ttl: 9d";
  return document("VirtualMachine", metadata, spec + "}");
}

std::string DaysGenerator::text() const {
  std::string text = document("Project", "name: days", "{daemon: {interval: 12h}}");
  text += document("SSHKey", "name: alice",
                   "{publicKey: ssh-ed25519 "
                   "AAAAC3NzaC1lZDI1NTE5AAAAIGZvciB0ZXN0cyBvbmx5 alice@example}");
  for (std::size_t i = 0; i < volumes_.size(); ++i)
    if (volumes_[i])
      text += document("Volume", "name: volume-" + std::to_string(i),
                       "{tier: legacy, region: CANADA-1, type: SSD, size: 100GB}");
  for (std::size_t i = 0; i < walls_.size(); ++i)
    if (walls_[i] > 0) text += wall_text(i, walls_[i]);
  for (std::size_t i = 0; i < machines_.size(); ++i)
    if (machines_[i].there) text += machine_text(i);
  const std::string team = "virtualMachines: {matchLabels: {team: nlp}}";
  if (snapshots_)
    text += document("SnapshotSchedule", "name: nightly",
                     "{" + team + R"(, schedule: "0 3 * * *", timeZone: Europe/Oslo, )" +
                         "retention: {keepLast: 2, keepDaily: 3}}");
  if (nights_)
    text += document("PowerSchedule", "name: nights",
                     "{" + team + R"(, hibernate: "0 20 * * *", restore: "0 6 * * 1-5"})");
  return text;
}

}  // namespace muster::simulation
