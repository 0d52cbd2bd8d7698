#include "tests/support/world_builder.hpp"

#include "tests/support/fake_cloud.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

template <class T>
T& named(SharedList<T>& things, const std::string& name) {
  const auto found = std::ranges::find(things, name, &T::name);
  if (found == things.end()) throw std::out_of_range("no live thing named " + name);
  return *found;
}

}  // namespace

TestWorld::TestWorld() {
  live.observed = {Kind::ssh_key,         Kind::startup_script, Kind::firewall,    Kind::volume,
                   Kind::virtual_machine, Kind::snapshot,       Kind::custom_image};
  live.observed_at = *parse_timestamp("2026-01-15T10:30:00Z");
}

Resource& TestWorld::want(std::string name, Spec spec) {
  const ResourceKey key{kind_of(spec), std::move(name)};
  unwant(key);
  const auto place = std::ranges::lower_bound(desired.resources, key, {}, &Resource::key);
  Resource resource;
  resource.key = key;
  resource.spec = std::move(spec);
  resource.position = {"infra.yaml",
                       static_cast<std::uint32_t>(10 * (desired.resources.size() + 1)), 1};
  return *desired.resources.insert(place, std::move(resource));
}

Resource& TestWorld::wanted(const ResourceKey& key) {
  const auto found = std::ranges::find(desired.resources, key, &Resource::key);
  if (found == desired.resources.end()) throw std::out_of_range("no manifest " + to_string(key));
  return *found;
}

void TestWorld::unwant(const ResourceKey& key) {
  std::erase_if(desired.resources, [&](const Resource& resource) { return resource.key == key; });
}

Plan TestWorld::apply() {
  const Planned planned = plan();
  EXPECT_FALSE(has_errors(planned.diagnostics)) << all_messages(planned.diagnostics);
  for (const auto& complaint : apply_to(*this, planned.plan)) ADD_FAILURE() << complaint;
  return planned.plan;
}

LiveVirtualMachine& TestWorld::machine(const std::string& name) {
  return named(live.virtual_machines, name);
}
LiveVolume& TestWorld::volume(const std::string& name) {
  return named(live.volumes, name);
}
LiveFirewall& TestWorld::firewall(const std::string& name) {
  return named(live.firewalls, name);
}
LiveSshKey& TestWorld::ssh_key(const std::string& name) {
  return named(live.ssh_keys, name);
}
LiveSnapshot& TestWorld::snapshot(const std::string& name) {
  return named(live.snapshots, name);
}
LiveImage& TestWorld::image(const std::string& name) {
  return named(live.images, name);
}
LiveScript& TestWorld::script(const std::string& name) {
  return named(live.scripts, name);
}

SecurityRule rule(std::string_view cidr, std::uint16_t port) {
  return {Direction::ingress, Protocol::tcp, Ports{port, port}, *parse_cidr(cidr)};
}

VolumeSpec volume_spec(std::int64_t gigabytes, Tier tier) {
  return {.tier = tier,
          .region = tier == Tier::legacy ? "CANADA-1" : "FIN-01",
          .type = tier == Tier::legacy ? VolumeType::ssd : VolumeType::nvme,
          .size = {gigabytes}};
}

FirewallSpec firewall_spec(std::vector<SecurityRule> rules) {
  return {.region = "CANADA-1", .rules = std::move(rules)};
}

SshKeySpec key_spec(std::string text) {
  return {.public_key = {.text = std::move(text)}};
}

StartupScriptSpec script_spec(std::string text) {
  return {.content = {.text = std::move(text)}};
}

VirtualMachineSpec machine_spec(Tier tier) {
  const bool legacy = tier == Tier::legacy;
  return {.tier = tier,
          .region = legacy ? "CANADA-1" : "FIN-01",
          .gpu = {{legacy ? "RTX-A6000" : "B300-262GB", 1}},
          .boot = {.os_image = "Ubuntu Server 22.04"},
          .ssh_keys = {managed<Kind::ssh_key>("alice")}};
}

std::vector<std::string> programme(const Plan& plan) {
  std::vector<std::string> lines;
  for (const auto& step : plan.steps)
    lines.push_back(std::string(operation_name(step.operation)) + " " + to_string(step.resource));
  return lines;
}

const ResourceChange* change_of(const Plan& plan, const ResourceKey& key) {
  const auto found = std::ranges::find(plan.changes, key, &ResourceChange::key);
  return found == plan.changes.end() ? nullptr : &*found;
}

std::string all_messages(const Diagnostics& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) text += render(diagnostic) + "\n";
  return text;
}

}  // namespace muster::testing
