#include "tests/simulation/manifest_text.hpp"

namespace muster::simulation {
namespace {

std::string head(const char* kind, const std::string& name) {
  return std::string("---\napiVersion: muster/v1\nkind: ") + kind + "\nmetadata: {name: " + name +
         "}\nspec:\n";
}

std::string line(const char* field, const std::string& value) {
  return std::string("  ") + field + ": " + value + "\n";
}

template <class Items>
std::string list(const Items& items) {
  std::string text = "[";
  for (const auto& item : items) text += (text.size() > 1 ? ", " : "") + item;
  return text + "]";
}

std::string lifecycle(const std::set<std::string>& settings) {
  if (settings.empty()) return "";
  std::string text;
  for (const auto& setting : settings) text += (text.empty() ? "{" : ", ") + setting;
  return line("lifecycle", text + "}");
}

std::string text_of(const FirewallDraft& firewall) {
  std::string text = line("region", firewall.region) + line("rules", list(firewall.rules));
  if (firewall.description) text += line("description", *firewall.description);
  std::set<std::string> settings;
  if (firewall.adopt) settings.insert("adopt: true");
  if (firewall.report_drift) settings.insert("onDrift: report");
  return text + lifecycle(settings);
}

std::string text_of(const VolumeDraft& volume) {
  std::string text = line("tier", volume.tier) + line("region", volume.region) +
                     line("type", volume.type) + line("size", std::to_string(volume.size) + "GB");
  if (volume.description) text += line("description", *volume.description);
  std::set<std::string> settings;
  if (volume.retain) settings.insert("onDelete: retain");
  if (volume.protect) settings.insert("protect: true");
  if (volume.adopt) settings.insert("adopt: true");
  return text + lifecycle(settings);
}

std::string text_of(const MachineDraft& machine) {
  std::string text = line("tier", machine.tier) + line("region", machine.region);
  text += line("gpu", "{model: " + machine.gpu + ", count: " + std::to_string(machine.gpus) + "}");
  text += line("boot", machine.booted ? "{customImage: " + *machine.booted + "}"
                                      : "{osImage: " + machine.image + "}");
  text += line("sshKeys", list(machine.keys));
  if (machine.firewalls) text += line("firewalls", list(*machine.firewalls));
  if (machine.volumes) text += line("volumes", list(*machine.volumes));
  if (machine.rules) text += line("securityRules", list(*machine.rules));
  if (machine.public_ip) text += line("publicIp", *machine.public_ip ? "true" : "false");
  if (machine.user_data)
    text += line("userData", std::string("'#cloud-config ") + secret_marker + "-" +
                                 std::to_string(*machine.user_data) + "'");
  if (machine.script) text += line("startupScript", *machine.script);
  if (machine.power) text += line("powerState", *machine.power);
  std::set<std::string> settings;
  if (machine.report_drift) settings.insert("onDrift: report");
  if (machine.ignore) settings.insert("ignore: [" + *machine.ignore + "]");
  if (machine.create_first) settings.insert("replace: createFirst");
  text += lifecycle(settings);
  if (machine.replicas) text += line("replicas", std::to_string(*machine.replicas));
  return text;
}

}  // namespace

std::string manifest_text(const ProjectDraft& project) {
  std::string text;
  for (const auto& [name, key] : project.keys)
    text += head("SSHKey", name) +
            line("publicKey", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvciB0ZXN0cyBvbmx5" +
                                  std::to_string(key.version) + " " + name);
  for (const auto& [name, script] : project.scripts)
    text += head("StartupScript", name) +
            line("content", std::string("'#!/bin/sh ") + secret_marker + "-" +
                                std::to_string(script.version) + "'");
  for (const auto& [name, firewall] : project.firewalls)
    text += head("Firewall", name) + text_of(firewall);
  for (const auto& [name, volume] : project.volumes) text += head("Volume", name) + text_of(volume);
  for (const auto& [name, machine] : project.machines)
    text += head("VirtualMachine", name) + text_of(machine);
  for (const auto& [name, snapshot] : project.snapshots) {
    text += head("Snapshot", name) + line("virtualMachine", snapshot.machine) +
            line("description", "version " + std::to_string(snapshot.version));
    if (snapshot.image) text += head("CustomImage", name) + line("snapshot", name);
  }
  return text;
}

}  // namespace muster::simulation
