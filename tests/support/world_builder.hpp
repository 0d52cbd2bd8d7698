#pragma once

#include "diff/planner.hpp"
#include "model/world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster::testing {

/// A project, its account and its record, put together by hand.
struct TestWorld {
  DesiredState desired;
  LiveState live;
  RecordedState recorded;
  PlanOptions options{.secrets = {"the ledger's own key"}};

  TestWorld();

  /// Adds or exchanges a manifest; it stands at line 10 times its number.
  Resource& want(std::string name, Spec spec);
  Resource& wanted(const ResourceKey& key);
  void unwant(const ResourceKey& key);

  Planned plan() const { return make_plan(desired, live, recorded, options); }
  /// Plans, expects no diagnostics, and carries the plan out; returns it.
  Plan apply();

  LiveVirtualMachine& machine(const std::string& name);
  LiveVolume& volume(const std::string& name);
  LiveFirewall& firewall(const std::string& name);
  LiveSshKey& ssh_key(const std::string& name);
  LiveScript& script(const std::string& name);
  LiveSnapshot& snapshot(const std::string& name);
  LiveImage& image(const std::string& name);

  std::int64_t next_id = 1;
};

SecurityRule rule(std::string_view cidr, std::uint16_t port = 22);
VolumeSpec volume_spec(std::int64_t gigabytes = 500, Tier tier = Tier::legacy);
FirewallSpec firewall_spec(std::vector<SecurityRule> rules = {});
SshKeySpec key_spec(std::string text = "ssh-ed25519 AAAAC3Nza alice@laptop");
StartupScriptSpec script_spec(std::string text = "#!/bin/sh\necho hello\n");
/// A legacy machine with the key "alice".
VirtualMachineSpec machine_spec(Tier tier = Tier::legacy);

template <Kind K>
Reference<K> managed(std::string name) {
  return {std::move(name), false};
}
template <Kind K>
Reference<K> existing(std::string name) {
  return {std::move(name), true};
}

/// "deploy_instance VirtualMachine/trainer" and so on, in order.
std::vector<std::string> programme(const Plan& plan);
const ResourceChange* change_of(const Plan& plan, const ResourceKey& key);
std::string all_messages(const Diagnostics& diagnostics);

}  // namespace muster::testing
