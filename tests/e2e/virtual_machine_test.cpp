// Machines, from the built binary over real HTTP.

#include "tests/e2e/support/world.hpp"

#include <functional>

namespace muster::e2e {
namespace {

constexpr const char* around = R"(
apiVersion: muster/v1
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
)";

class VirtualMachines : public EndToEnd {
 protected:
  VirtualMachines() {
    start_sandbox({"--time-scale", "2000", "--credit", "100000", "--stock", "unlimited"});
    write("around.yaml", around);
  }

  /// Lines of the machine's spec beside the fixed ones.
  void want(const std::vector<std::string>& lines, const std::string& count = "1") {
    std::string text =
        "apiVersion: muster/v1\nkind: VirtualMachine\nmetadata: {name: trainer}\nspec:\n"
        "  tier: legacy\n  region: CANADA-1\n  sshKeys: [alice]\n"
        "  gpu: {model: H100-PCIe-NVLink-80GB, count: " +
        count +
        "}\n"
        "  boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}\n";
    for (const auto& line : lines) text += "  " + line + "\n";
    write("machine.yaml", text);
  }

  nlohmann::json machine() {
    const auto found = rows("instances");
    EXPECT_EQ(found.size(), 1U);
    return api("GET",
               "/instances/" + found.at(0)["instance_id"].get<std::string>() + "/")["instance"];
  }
};

TEST_F(VirtualMachines, everything_about_it_is_made_and_unmade) {
  want({"firewalls: [ssh-only]", "volumes: [datasets]", "publicIp: true",
        "userData: \"#cloud-config\"",
        "securityRules: [{direction: ingress, protocol: icmp, cidr: 0.0.0.0/0}]"});
  apply_and_settle();
  const auto made = machine();
  EXPECT_EQ(made["status"], "ACTIVE");
  EXPECT_EQ(made["volume_attachments"].size(), 1U);
  EXPECT_EQ(made["security_rules"].size(), 1U);
  EXPECT_TRUE(made["public_ip"].is_string());
  EXPECT_EQ(rows("firewalls").at(0)["attachments"].size(), 1U);

  const auto destroyed = muster({"destroy", "--auto-approve"});
  EXPECT_EQ(destroyed.exit, 0) << destroyed.out << destroyed.err;
  for (const auto* list : {"instances", "volumes", "firewalls", "ssh-keys"})
    EXPECT_TRUE(rows(list).empty()) << list;
}

TEST_F(VirtualMachines, changes_in_place_keep_the_machine) {
  want({});
  apply_and_settle();
  const auto id = machine()["instance_id"];
  struct Case {
    const char* name;
    std::vector<std::string> lines;
    std::function<void(const nlohmann::json&)> check;
  };
  const std::vector<Case> cases = {
      {"public address on",
       {"publicIp: true"},
       [](const auto& m) { EXPECT_TRUE(m["public_ip"].is_string()); }},
      {"public address off",
       {"publicIp: false"},
       [](const auto& m) { EXPECT_TRUE(m["public_ip"].is_null()); }},
      {"volume attached",
       {"volumes: [datasets]"},
       [](const auto& m) { EXPECT_EQ(m["volume_attachments"].size(), 1U); }},
      {"volume detached",
       {"volumes: []"},
       [](const auto& m) { EXPECT_EQ(m["volume_attachments"].size(), 0U); }},
      {"rule added",
       {"securityRules: [{direction: ingress, protocol: tcp, ports: 80, cidr: 0.0.0.0/0}]"},
       [](const auto& m) { EXPECT_EQ(m["security_rules"].size(), 1U); }},
      {"rule removed",
       {"securityRules: []"},
       [](const auto& m) { EXPECT_EQ(m["security_rules"].size(), 0U); }},
      {"firewall attached", {"firewalls: [ssh-only]"}, [](const auto&) {}},
      {"firewall detached", {"firewalls: []"}, [](const auto&) {}},
      {"stopped",
       {"powerState: Stopped"},
       [](const auto& m) { EXPECT_EQ(m["status"], "SHUTOFF"); }},
      {"hibernated from stopped",
       {"powerState: Hibernated"},
       [](const auto& m) { EXPECT_EQ(m["status"], "HIBERNATED"); }},
      {"restored", {"powerState: Active"}, [](const auto& m) { EXPECT_EQ(m["status"], "ACTIVE"); }},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    want(c.lines);
    const auto applied = apply_and_settle();
    EXPECT_NE(applied.out.find("0 added, 1 changed, 0 destroyed"), std::string::npos)
        << applied.out;
    const auto now = machine();
    EXPECT_EQ(now["instance_id"], id);
    c.check(now);
  }
  EXPECT_TRUE(rows("firewalls").at(0)["attachments"].empty());
}

TEST_F(VirtualMachines, changes_of_its_nature_replace_it_and_keep_its_volume) {
  want({"volumes: [datasets]"});
  apply_and_settle();
  const auto volume = rows("volumes").at(0)["volume_id"];
  auto id = machine()["instance_id"];
  want({"volumes: [datasets]"}, "2");
  const auto plan = muster({"plan"});
  EXPECT_NE(plan.out.find("-/+"), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("forces replacement"), std::string::npos) << plan.out;
  apply_and_settle();
  EXPECT_NE(machine()["instance_id"], id);
  EXPECT_EQ(machine()["volume_attachments"].size(), 1U);
  EXPECT_EQ(rows("volumes").at(0)["volume_id"], volume);

  id = machine()["instance_id"];
  want({"volumes: [datasets]", "userData: \"#cloud-config\\nnew: one\""}, "2");
  apply_and_settle();
  EXPECT_NE(machine()["instance_id"], id) << "user data is read at the first boot only";
}

struct Replacement {
  const char* name;
  std::string spec;  // of the machine, the key apart
};

TEST_F(VirtualMachines, every_change_of_its_nature_replaces_it) {
  write("around.yaml", std::string(around) + R"(
---
apiVersion: muster/v1
kind: SSHKey
metadata: {name: bob}
spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1 bob}
---
apiVersion: muster/v1
kind: StartupScript
metadata: {name: one}
spec: {content: "#!/bin/sh"}
---
apiVersion: muster/v1
kind: StartupScript
metadata: {name: two}
spec: {content: "#!/bin/sh"}
)");
  const auto image = [&](const std::string& region, std::size_t number) {
    const auto answer = api("GET", "/os-images/?region=" + region);
    return "boot: {osImage: \"" + answer["images"].at(number)["name"].get<std::string>() + "\"}\n";
  };
  const std::string small = "  gpu: {model: RTX-A6000, count: 1}\n  ";
  const std::string canada = "  tier: legacy\n  region: CANADA-1\n";
  const std::string finland =
      "  tier: advanced\n  region: FIN-01\n  gpu: {model: H100-SXM5-80GB, count: 1}\n  ";
  const std::vector<Replacement> cases = {
      {"as it starts", canada + small + image("CANADA-1", 0) + "  sshKeys: [alice]\n"},
      {"boot image", canada + small + image("CANADA-1", 1) + "  sshKeys: [alice]\n"},
      {"keys", canada + small + image("CANADA-1", 1) + "  sshKeys: [alice, bob]\n"},
      {"GPU model", canada + "  gpu: {model: H100-PCIe-NVLink-80GB, count: 1}\n  " +
                        image("CANADA-1", 1) + "  sshKeys: [alice, bob]\n"},
      {"region", "  tier: legacy\n  region: NORWAY-1\n" + small + image("NORWAY-1", 1) +
                     "  sshKeys: [alice]\n"},
      {"tier", finland + image("FIN-01", 0) + "  sshKeys: [alice]\n  startupScript: one\n"},
      {"script", finland + image("FIN-01", 0) + "  sshKeys: [alice]\n  startupScript: two\n"},
  };
  nlohmann::json id;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    write(
        "machine.yaml",
        "apiVersion: muster/v1\nkind: VirtualMachine\nmetadata: {name: trainer}\nspec:\n" + c.spec);
    const auto plan = muster({"plan"});
    EXPECT_EQ(plan.out.find("forces replacement") != std::string::npos, !id.is_null())
        << plan.out << plan.err;
    apply_and_settle();
    const auto now = machine()["instance_id"];
    EXPECT_NE(now, id);
    id = now;
  }
}

TEST_F(VirtualMachines, a_volume_of_the_machine_is_replaced_below_it) {
  want({"volumes: [datasets]"});
  apply_and_settle();
  const auto id = machine()["instance_id"];
  std::string larger = around;
  larger.replace(larger.find("size: 100GB"), 11, "size: 200GB");
  write("around.yaml", larger);
  apply_and_settle();
  EXPECT_EQ(machine()["instance_id"], id);
  EXPECT_EQ(rows("volumes").at(0)["size_gb"], 200);
  EXPECT_EQ(machine()["volume_attachments"].size(), 1U);
}

TEST_F(VirtualMachines, the_advanced_tier_boots_with_script_and_volumes) {
  write("around.yaml", R"(
apiVersion: muster/v1
kind: SSHKey
metadata: {name: alice}
spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 alice}
---
apiVersion: muster/v1
kind: StartupScript
metadata: {name: boot}
spec: {content: "#!/bin/sh"}
---
apiVersion: muster/v1
kind: Volume
metadata: {name: one}
spec: {tier: advanced, region: FIN-01, type: NVMe, size: 100GB}
---
apiVersion: muster/v1
kind: Volume
metadata: {name: two}
spec: {tier: advanced, region: FIN-01, type: HDD, size: 100GB}
)");
  const auto image =
      api("GET", "/os-images/?region=FIN-01")["images"].at(0)["name"].get<std::string>();
  const auto machine_with = [&](const std::string& volumes) {
    return "apiVersion: muster/v1\nkind: VirtualMachine\nmetadata: {name: big}\nspec:\n  tier: "
           "advanced\n"
           "  region: FIN-01\n  gpu: {model: H100-SXM5-80GB, count: 8}\n  boot: {osImage: \"" +
           image +
           "\"}\n"
           "  sshKeys: [alice]\n  startupScript: boot\n  volumes: " +
           volumes + "\n";
  };
  write("machine.yaml", machine_with("[one]"));
  apply_and_settle();
  const auto id = machine()["instance_id"];
  write("machine.yaml", machine_with("[one, two]"));
  const auto plan = muster({"plan"});
  EXPECT_NE(plan.out.find("stop"), std::string::npos) << "attaching needs the machine off\n"
                                                      << plan.out;
  apply_and_settle();
  EXPECT_EQ(machine()["instance_id"], id);
  EXPECT_EQ(machine()["status"], "ACTIVE");
  EXPECT_EQ(machine()["volume_attachments"].size(), 2U);
}

TEST_F(VirtualMachines, replicas_grow_and_shrink) {
  want({"replicas: 3"});
  apply_and_settle();
  EXPECT_EQ(rows("instances").size(), 3U);
  want({"replicas: 1"});
  apply_and_settle();
  ASSERT_EQ(rows("instances").size(), 1U);
  EXPECT_EQ(rows("instances").at(0)["vm_name"], "trainer-0");
}

TEST_F(VirtualMachines, existing_things_are_used_and_never_deleted) {
  api("POST", "/ssh-keys/",
      {{"name", "corp"}, {"public_key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIZ9 corp"}});
  api("POST", "/firewalls/", {{"name", "corp wall"}, {"region", "CANADA-1"}});
  write("around.yaml", "");
  write("machine.yaml", R"(
apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: trainer}
spec:
  tier: legacy
  region: CANADA-1
  gpu: {model: RTX-A6000, count: 1}
  boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}
  sshKeys: [{existing: corp}]
  firewalls: [{existing: corp wall}]
)");
  apply_and_settle();
  EXPECT_EQ(rows("firewalls").at(0)["attachments"].size(), 1U);
  const auto destroyed = muster({"destroy", "--auto-approve"});
  EXPECT_EQ(destroyed.exit, 0) << destroyed.out << destroyed.err;
  EXPECT_TRUE(rows("instances").empty());
  EXPECT_EQ(rows("ssh-keys").size(), 1U);
  EXPECT_EQ(rows("firewalls").size(), 1U);
}

TEST_F(VirtualMachines, what_vanished_is_made_again) {
  want({});
  apply_and_settle();
  const auto id = machine()["instance_id"].get<std::string>();
  api("DELETE", "/instances/" + id + "/");
  const auto applied = apply_and_settle();
  EXPECT_NE(applied.out.find("1 added"), std::string::npos) << applied.out;
  EXPECT_NE(machine()["instance_id"], id);
}

}  // namespace
}  // namespace muster::e2e
