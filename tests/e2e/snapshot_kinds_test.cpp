// Snapshots, custom images and the machines that boot from them, from the built binary over real
// HTTP.

#include "tests/e2e/support/world.hpp"

#include <signal.h>

namespace muster::e2e {
namespace {

constexpr const char* key =
    "apiVersion: muster/v1\nkind: SSHKey\nmetadata: {name: alice}\n"
    "spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 alice}\n";

std::string machine(const std::string& name, const std::string& boot,
                    const std::string& more = "") {
  return "---\napiVersion: muster/v1\nkind: VirtualMachine\nmetadata: {name: " + name +
         "}\nspec:\n  tier: legacy\n  region: CANADA-1\n  gpu: {model: RTX-A6000, count: 1}\n"
         "  boot: {" +
         boot + "}\n  sshKeys: [alice]\n" + more;
}
std::string snapshot(const std::string& more = "") {
  return "---\napiVersion: muster/v1\nkind: Snapshot\nmetadata: {name: golden}\n"
         "spec: {virtualMachine: template" +
         more + "}\n";
}
std::string image() {
  return "---\napiVersion: muster/v1\nkind: CustomImage\nmetadata: {name: base}\n"
         "spec: {snapshot: golden}\n";
}

class Copies : public EndToEnd {
 protected:
  static std::string original() { return key + machine("template", "osImage: Debian 12"); }

  static std::string with_clones(const std::string& description = "") {
    return original() + snapshot(description) + image() + machine("imaged", "customImage: base") +
           machine("restored", "snapshot: golden",
                   "  publicIp: true\n  securityRules:\n"
                   "    - {direction: ingress, protocol: tcp, ports: 22, cidr: 203.0.113.0/24}\n");
  }

  nlohmann::json only(const std::string& list) {
    const auto found = rows(list);
    EXPECT_EQ(found.size(), 1U) << list;
    return found.empty() ? nlohmann::json() : found.front();
  }

  nlohmann::json instance(const std::string& name) {
    for (const auto& row : rows("instances"))
      if (row["vm_name"] == name) return row;
    ADD_FAILURE() << "no machine " << name;
    return {};
  }
};

TEST_F(Copies, are_made_replaced_and_deleted) {
  start_sandbox({"--time-scale", "1000", "--credit", "100000"});
  write("copies.yaml", with_clones());
  const auto plan = muster({"plan"});
  EXPECT_NE(plan.out.find("machine 'template' is shut off while the snapshot is taken"),
            std::string::npos)
      << plan.out << plan.err;
  apply_and_settle();
  const auto first = only("snapshots");
  EXPECT_EQ(first["status"], "SUCCESS");
  EXPECT_EQ(only("images")["snapshot_id"], first["snapshot_id"]);
  EXPECT_EQ(rows("instances").size(), 3U);
  const auto restored = instance("restored")["instance_id"];

  write("copies.yaml", with_clones(", description: with the drivers"));
  const auto replacing = apply_and_settle();
  EXPECT_NE(replacing.out.find("the image 'base', made from it"), std::string::npos)
      << "what is lost is said: " << replacing.out;
  EXPECT_NE(only("snapshots")["snapshot_id"], first["snapshot_id"]);
  EXPECT_EQ(instance("restored")["instance_id"], restored) << "a copy outlives its original";

  for (const auto* list : {"snapshots", "images"}) {
    const auto listed = muster({"get", list});
    EXPECT_EQ(listed.exit, 0) << listed.err;
    EXPECT_NE(listed.out.find(list == std::string("images") ? "base" : "golden"), std::string::npos)
        << listed.out;
  }

  EXPECT_EQ(muster({"destroy", "--auto-approve"}).exit, 0);
  for (const auto* list : {"snapshots", "images", "instances"}) EXPECT_TRUE(rows(list).empty());
}

TEST_F(Copies, a_snapshot_outlives_its_machine) {
  start_sandbox({"--time-scale", "1000"});
  write("copies.yaml", original() + snapshot());
  apply_and_settle();
  write("copies.yaml", std::string(key) +
                           "---\napiVersion: muster/v1\nkind: Snapshot\nmetadata: {name: golden}\n"
                           "spec: {virtualMachine: {existing: template}}\n");
  apply_and_settle();
  EXPECT_TRUE(rows("instances").empty());
  EXPECT_EQ(only("snapshots")["snapshot_name"], "golden");
}

TEST_F(Copies, a_plan_of_them_is_saved_and_performed_once) {
  start_sandbox({"--time-scale", "1000"});
  write("copies.yaml", with_clones());
  ASSERT_EQ(muster({"plan", "--out", "copies.plan"}).exit, 0);
  const auto applied = muster({"apply", "copies.plan"});
  EXPECT_EQ(applied.exit, 0) << applied.out << applied.err;
  EXPECT_EQ(rows("instances").size(), 3U);
  EXPECT_EQ(muster({"apply", "copies.plan"}).exit, 6);
}

TEST_F(Copies, lost_answers_never_make_a_second_one) {
  start_sandbox({"--time-scale", "1000", "--seed", "11", "--state", "state.jsonl", "--fault",
                 "reset-after=0.3"});
  write("copies.yaml", with_clones());
  for (int attempt = 0; attempt < 20; ++attempt)
    if (muster({"apply", "--auto-approve"}).exit == 0) break;
  start_sandbox({"--time-scale", "1000", "--state", "state.jsonl"});
  ASSERT_EQ(muster({"ledger", "set-endpoint", endpoint}).exit, 0);
  apply_and_settle();
  only("snapshots");
  only("images");
  EXPECT_EQ(rows("instances").size(), 3U);
}

TEST_F(Copies, sigkill_while_a_snapshot_is_taken_is_harmless) {
  start_sandbox({"--time-scale", "100"});
  write("copies.yaml", original());
  apply_and_settle();
  write("copies.yaml", original() + snapshot() + image());
  auto apply = start_muster({"apply", "--auto-approve", "-o", "json"});
  EXPECT_TRUE(apply->wait_for_output("call_sent"));
  apply->signal(SIGKILL);
  EXPECT_EQ(apply->wait().exit, 128 + SIGKILL);
  apply_and_settle();
  EXPECT_EQ(only("images")["snapshot_id"], only("snapshots")["snapshot_id"]);
}

struct Refused {
  const char* reason;
  std::string manifests;
  const char* message;
};

TEST_F(Copies, what_cannot_be_is_refused_before_any_call) {
  start_sandbox({"--time-scale", "1000"});
  write("copies.yaml", original() + snapshot());
  apply_and_settle();
  std::string larger = machine("restored", "snapshot: golden");
  larger.replace(larger.find("count: 1"), 8, "count: 2");
  const Refused cases[] = {
      {"hardware is the snapshot's", original() + snapshot() + larger, "copies.yaml:"},
      {"user data",
       original() + snapshot() + machine("restored", "snapshot: golden", "  userData: \"#x\"\n"),
       "runs at the first boot"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.reason);
    write("copies.yaml", each.manifests);
    const auto run = muster({"apply", "--auto-approve"});
    EXPECT_NE(run.exit, 0);
    EXPECT_NE((run.out + run.err).find(each.message), std::string::npos) << run.out << run.err;
  }
  EXPECT_EQ(rows("instances").size(), 1U);
  EXPECT_NE(only("snapshots")["description"], "later");
}

TEST_F(Copies, an_image_made_by_hand_is_found_and_can_be_taken_over) {
  start_sandbox({"--time-scale", "1000"});
  write("copies.yaml", original() + snapshot());
  apply_and_settle();
  api("POST", "/images/",
      {{"snapshot_id", only("snapshots")["snapshot_id"]}, {"image_name", "base"}});
  auto other = image();
  other.replace(other.find("base"), 4, "mine");
  write("copies.yaml", original() + snapshot() + other);
  const auto refused = muster({"plan"});
  EXPECT_NE(refused.err.find("already has an image, 'base'"), std::string::npos) << refused.err;

  write("copies.yaml", original() + snapshot() + image());
  EXPECT_EQ(muster({"apply", "--auto-approve", "--adopt"}).exit, 0);
  apply_and_settle();
  only("images");
}

}  // namespace
}  // namespace muster::e2e
