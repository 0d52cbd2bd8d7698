// createFirst from the built binary over real HTTP: the new machine runs before the old one goes.

#include "tests/e2e/support/world.hpp"

#include <algorithm>

namespace muster::e2e {
namespace {

class CreateFirst : public EndToEnd {
 protected:
  CreateFirst() {
    start_sandbox({"--time-scale", "2000", "--credit", "100000", "--stock", "unlimited"});
    write("around.yaml", R"(
apiVersion: muster/v1
kind: SSHKey
metadata: {name: alice}
spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 alice}
---
apiVersion: muster/v1
kind: Firewall
metadata: {name: office}
spec: {region: CANADA-1, rules: [{direction: ingress, protocol: tcp, ports: 22, cidr: 203.0.113.0/24}]}
---
apiVersion: muster/v1
kind: Volume
metadata: {name: datasets}
spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}
)");
  }

  void want(int gpus) {
    write("machine.yaml", R"(
apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: trainer}
spec:
  tier: legacy
  region: CANADA-1
  gpu: {model: H100-PCIe-NVLink-80GB, count: )" +
                              std::to_string(gpus) + R"(}
  boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}
  sshKeys: [alice]
  firewalls: [office]
  volumes: [datasets]
  lifecycle: {replace: createFirst}
)");
  }

  std::string only_machine() {
    const auto machines = rows("instances");
    EXPECT_EQ(machines.size(), 1U);
    return machines.at(0)["vm_name"].get<std::string>();
  }
};

TEST_F(CreateFirst, the_successor_takes_over_and_the_next_one_gets_the_name_back) {
  want(1);
  apply_and_settle();
  want(2);
  const auto plan = muster({"plan"});
  EXPECT_NE(plan.out.find("+/- VirtualMachine/trainer"), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("name: \"trainer\" -> \"trainer.2\""), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("lost for good"), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("Plan: 1 to add, 0 to change, 1 to destroy."), std::string::npos);
  apply_and_settle();
  EXPECT_EQ(only_machine(), "trainer.2");
  EXPECT_EQ(rows("firewalls").at(0)["attachments"].size(), 1U);
  EXPECT_EQ(rows("volumes").size(), 1U);
  want(4);
  apply_and_settle();
  EXPECT_EQ(only_machine(), "trainer");
  const auto destroyed = muster({"destroy", "--auto-approve"});
  EXPECT_EQ(destroyed.exit, 0) << destroyed.out << destroyed.err;
  for (const auto* list : {"instances", "volumes", "firewalls", "ssh-keys"})
    EXPECT_TRUE(rows(list).empty()) << list;
}

TEST_F(CreateFirst, what_makes_no_sense_is_refused_before_anything_is_asked) {
  write("volume.yaml", R"(
apiVersion: muster/v1
kind: Volume
metadata: {name: scratch}
spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB, lifecycle: {replace: createFirst}}
)");
  const auto refused = muster({"validate"});
  EXPECT_EQ(refused.exit, 65);
  EXPECT_NE(refused.err.find("createFirst is not possible for this Volume"), std::string::npos)
      << refused.err;
}

}  // namespace
}  // namespace muster::e2e
