#pragma once

#include "tests/e2e/support/world.hpp"

namespace muster::e2e {

/// A machine with a key, a firewall and a volume, and things of the account that nobody manages.
class Fleet : public EndToEnd {
 protected:
  void start_fast_sandbox(std::vector<std::string> flags = {},
                          const std::string& time_scale = "2000") {
    const std::vector<std::string> usual = {"--time-scale", time_scale, "--credit",
                                            "100000",       "--stock",  "unlimited"};
    flags.insert(flags.begin(), usual.begin(), usual.end());
    start_sandbox(std::move(flags));
  }

  /// `more`: lines of the machine's document, indented as they stand in it.
  void want_fleet(const std::string& more = "") {
    write("fleet.yaml", R"(apiVersion: muster/v1
kind: SSHKey
metadata: {name: alice}
spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 alice}
---
apiVersion: muster/v1
kind: Firewall
metadata: {name: ssh-only}
spec: {region: CANADA-1, rules: [{direction: ingress, protocol: tcp, ports: 22, cidr: 203.0.113.0/24}]}
---
apiVersion: muster/v1
kind: Volume
metadata: {name: datasets}
spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}
---
apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: trainer}
spec:
  tier: legacy
  region: CANADA-1
  sshKeys: [alice]
  firewalls: [ssh-only]
  volumes: [datasets]
  gpu: {model: H100-PCIe-NVLink-80GB, count: 2}
  boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}
)" + more);
  }

  void create_foreign_volume(const std::string& name, int gigabytes,
                             const std::string& tier = "legacy") {
    api("POST", "/volumes/",
        {{"volume_name", name},
         {"tier", tier},
         {"region", tier == "legacy" ? "CANADA-1" : "FIN-01"},
         {"volume_type", tier == "legacy" ? "SSD" : "NVMe"},
         {"size_gb", gigabytes}});
  }

  /// A machine past muster, up and running when it returns.
  void deploy_foreign(const std::string& name) {
    const auto key =
        api("POST", "/ssh-keys/",
            {{"name", name + "-key"}, {"public_key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 x"}});
    api("POST", "/deploy/",
        {{"vm_name", name},
         {"tier", "legacy"},
         {"region", "CANADA-1"},
         {"gpu_model", "L40"},
         {"gpu_count", 1},
         {"os_image", "Debian 12"},
         {"ssh_key_ids", {key["key"]["id"]}}});
    wait_for_state(name, "ACTIVE");
  }

  std::string state_of(const std::string& name) {
    for (const auto& row : rows("instances"))
      if (row["vm_name"] == name) return row["status"];
    return "gone";
  }
  void wait_for_state(const std::string& name, const std::string& state) {
    for (int look = 0; look < 2000 && state_of(name) != state; ++look) {
    }
    ASSERT_EQ(state_of(name), state);
  }
};

}  // namespace muster::e2e
