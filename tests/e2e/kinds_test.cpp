// Every kind but machines, from the built binary over real HTTP: create, each change, delete, and
// each time a second plan that is empty.

#include "tests/e2e/support/world.hpp"

namespace muster::e2e {
namespace {

constexpr const char* header = "apiVersion: muster/v1\n";

class Kinds : public EndToEnd {
 protected:
  Kinds() { start_sandbox({"--time-scale", "1000"}); }

  nlohmann::json only(const std::string& list) {
    const auto found = rows(list);
    EXPECT_EQ(found.size(), 1U) << list;
    return found.empty() ? nlohmann::json() : found.front();
  }
};

TEST_F(Kinds, ssh_key_is_created_replaced_and_deleted) {
  const auto key = [](const std::string& material) {
    return header + std::string("kind: SSHKey\nmetadata: {name: alice}\nspec: {publicKey: ") +
           material + "}\n";
  };
  write("key.yaml", key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 alice@laptop"));
  apply_and_settle();
  const auto first = only("ssh-keys");
  EXPECT_EQ(first["name"], "alice");

  write("key.yaml", key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK1 alice@laptop"));
  const auto plan = muster({"plan"});
  EXPECT_NE(plan.out.find("forces replacement"), std::string::npos) << plan.out;
  apply_and_settle();
  EXPECT_NE(only("ssh-keys")["id"], first["id"]);

  remove("key.yaml");
  apply_and_settle();
  EXPECT_TRUE(rows("ssh-keys").empty());
}

TEST_F(Kinds, startup_script_is_updated_in_place) {
  const auto script = [](const std::string& content) {
    return header + std::string("kind: StartupScript\nmetadata: {name: boot}\nspec: {content: \"") +
           content + "\"}\n";
  };
  write("script.yaml", script("#!/bin/sh\\necho one"));
  apply_and_settle();
  const auto first = only("scripts");
  EXPECT_EQ(first["script"], "#!/bin/sh\necho one");

  write("script.yaml", script("#!/bin/sh\\necho two"));
  const auto applied = apply_and_settle();
  EXPECT_NE(applied.out.find("0 added, 1 changed, 0 destroyed"), std::string::npos) << applied.out;
  EXPECT_EQ(applied.out.find("echo two"), std::string::npos) << "script contents are sensitive";
  EXPECT_EQ(only("scripts")["id"], first["id"]);
  EXPECT_EQ(only("scripts")["script"], "#!/bin/sh\necho two");

  remove("script.yaml");
  apply_and_settle();
  EXPECT_TRUE(rows("scripts").empty());
}

TEST_F(Kinds, volume_grows_in_place_on_the_advanced_tier) {
  const auto volume = [](const std::string& size) {
    return header +
           std::string(
               "kind: Volume\nmetadata: {name: data}\n"
               "spec: {tier: advanced, region: FIN-01, type: NVMe, size: ") +
           size + "}\n";
  };
  write("volume.yaml", volume("500GB"));
  apply_and_settle();
  const auto first = only("volumes");
  EXPECT_EQ(first["size_gb"], 500);

  write("volume.yaml", volume("1TB"));
  apply_and_settle();
  EXPECT_EQ(only("volumes")["volume_id"], first["volume_id"]);
  EXPECT_EQ(only("volumes")["size_gb"], 1000);

  write("volume.yaml", volume("200GB"));
  const auto plan = muster({"plan"});
  EXPECT_NE(plan.out.find("-/+"), std::string::npos) << plan.out;
  apply_and_settle();
  EXPECT_NE(only("volumes")["volume_id"], first["volume_id"]);
  EXPECT_EQ(only("volumes")["size_gb"], 200);

  remove("volume.yaml");
  apply_and_settle();
  EXPECT_TRUE(rows("volumes").empty());
}

struct VolumeChange {
  const char* name;
  const char* reason;
  const char* spec;
};

TEST_F(Kinds, volume_is_replaced_for_everything_that_cannot_change) {
  const std::string start = header + std::string("kind: Volume\nmetadata: {name: data}\nspec: ");
  write("volume.yaml", start + "{tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n");
  apply_and_settle();
  for (const auto& c : {VolumeChange{"region", "a volume stays where it was made",
                                     "{tier: legacy, region: NORWAY-1, type: SSD, size: 100GB}"},
                        VolumeChange{"size", "legacy volumes cannot grow",
                                     "{tier: legacy, region: NORWAY-1, type: SSD, size: 200GB}"},
                        VolumeChange{"tier and type", "the tiers are two clouds",
                                     "{tier: advanced, region: FIN-01, type: HDD, size: 200GB}"}}) {
    SCOPED_TRACE(std::string(c.name) + ": " + c.reason);
    const auto before = only("volumes")["volume_id"];
    write("volume.yaml", start + c.spec + "\n");
    const auto plan = muster({"plan"});
    EXPECT_NE(plan.out.find("forces replacement"), std::string::npos) << plan.out;
    apply_and_settle();
    EXPECT_NE(only("volumes")["volume_id"], before);
  }
}

TEST_F(Kinds, firewall_rules_come_and_go_one_by_one) {
  const auto firewall = [](const std::string& rules) {
    return header +
           std::string(
               "kind: Firewall\nmetadata: {name: web}\nspec:\n  region: CANADA-1\n  rules:\n") +
           rules;
  };
  const std::string ssh =
      "    - {direction: ingress, protocol: tcp, ports: 22, cidr: 203.0.113.0/24}\n";
  const std::string https =
      "    - {direction: ingress, protocol: tcp, ports: 443, cidr: 0.0.0.0/0}\n";
  const std::string ping = "    - {direction: ingress, protocol: icmp, cidr: 0.0.0.0/0}\n";
  write("firewall.yaml", firewall(ssh + https));
  apply_and_settle();
  const auto first = only("firewalls");
  EXPECT_EQ(first["rules"].size(), 2U);

  write("firewall.yaml", firewall(https + ping));
  apply_and_settle();
  const auto second = only("firewalls");
  EXPECT_EQ(second["firewall_id"], first["firewall_id"]) << "changed in place";
  EXPECT_EQ(second["rules"].size(), 2U);

  write("firewall.yaml", firewall(https + ping) + "  description: for the web\n");
  apply_and_settle();
  EXPECT_NE(only("firewalls")["firewall_id"], first["firewall_id"])
      << "a description cannot change";

  auto elsewhere = firewall(https + ping);
  elsewhere.replace(elsewhere.find("CANADA-1"), 8, "NORWAY-1");
  write("firewall.yaml", elsewhere);
  apply_and_settle();
  EXPECT_EQ(only("firewalls")["region"], "NORWAY-1");
  EXPECT_EQ(only("firewalls")["rules"].size(), 2U);

  remove("firewall.yaml");
  apply_and_settle();
  EXPECT_TRUE(rows("firewalls").empty());
}

TEST_F(Kinds, a_foreign_thing_of_the_same_name_is_left_alone_until_adopted) {
  api("POST", "/volumes/",
      {{"volume_name", "data"},
       {"size_gb", 100},
       {"volume_type", "SSD"},
       {"tier", "legacy"},
       {"region", "CANADA-1"}});
  const auto foreign = only("volumes")["volume_id"];
  write("volume.yaml",
        header + std::string("kind: Volume\nmetadata: {name: data}\n"
                             "spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n"));
  const auto refused = muster({"apply", "--auto-approve"});
  EXPECT_NE(refused.exit, 0);
  EXPECT_NE(refused.err.find("adopt"), std::string::npos) << refused.err;

  const auto adopted = muster({"apply", "--auto-approve", "--adopt"});
  EXPECT_EQ(adopted.exit, 0) << adopted.out << adopted.err;
  EXPECT_EQ(only("volumes")["volume_id"], foreign);
  apply_and_settle();

  remove("volume.yaml");
  apply_and_settle();
  EXPECT_TRUE(rows("volumes").empty()) << "what was adopted is ours to delete";
}

TEST_F(Kinds, kinds_that_only_the_daemon_acts_on_are_named) {
  write("nightly.yaml", header + std::string("kind: SnapshotSchedule\nmetadata: {name: nightly}\n"
                                             "spec: {virtualMachines: {matchLabels: {team: nlp}}, "
                                             "schedule: 0 3 * * *, retention: {keepLast: 3}}\n"));
  const auto plan = muster({"plan", "--detailed-exitcode"});
  EXPECT_EQ(plan.exit, 0) << plan.out << plan.err;
  EXPECT_NE(plan.out.find("SnapshotSchedule/nightly is carried out by `muster run`"),
            std::string::npos)
      << plan.out;
}

}  // namespace
}  // namespace muster::e2e
