// GPUs that are there, that are not, and that vanish, from the built binary over real HTTP.

#include "tests/e2e/support/world.hpp"

#include <signal.h>

namespace muster::e2e {
namespace {

constexpr const char* l40 = "{model: L40, count: 2}";

class Capacity : public EndToEnd {
 protected:
  Capacity() {
    write("alice.yaml",
          "apiVersion: muster/v1\nkind: SSHKey\nmetadata: {name: alice}\n"
          "spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 alice}\n");
  }

  /// Lines of REGION MODEL GPUS.
  void stock(const std::string& lines) {
    write("stock.txt", lines);
    start_sandbox({"--time-scale", "2000", "--credit", "100000", "--stock", "stock.txt"});
  }
  void want(const std::string& name, const std::string& gpu, const std::string& more = "") {
    write(name + ".yaml", "apiVersion: muster/v1\nkind: VirtualMachine\nmetadata: {name: " + name +
                              "}\nspec:\n  tier: legacy\n  region: CANADA-1\n  sshKeys: [alice]\n"
                              "  boot: {osImage: Debian 12}\n  gpu: " +
                              gpu + "\n" + more);
  }
  /// From now on muster cannot make sense of the stock.
  void garble_stock() {
    write("contract.yaml",
          "names:\n  gpu_stock.available: [left_over]\n  gpu_stock.configurations: [sizes]\n");
    write("muster.yaml",
          "apiVersion: muster/v1\nkind: Project\nmetadata: {name: test}\n"
          "spec: {api: {callsPerMinute: 0, pollInterval: 20ms, contract: contract.yaml}}\n");
  }
  /// Somebody else takes two L40 in CANADA-1. Returns the machine's id.
  std::string taken_by_somebody() {
    if (rows("ssh-keys").empty())
      api("POST", "/ssh-keys/",
          {{"name", "bob"}, {"public_key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1 bob"}});
    const auto made =
        api("POST", "/deploy/",
            {{"vm_name", "theirs"},
             {"tier", "legacy"},
             {"region", "CANADA-1"},
             {"gpu_model", "L40"},
             {"gpu_count", 2},
             {"os_image", "Debian 12"},
             {"ssh_key_ids", nlohmann::json::array({rows("ssh-keys").at(0).at("id")})}});
    return made["instance_id"].get<std::string>();
  }
  Finished apply() { return muster({"apply", "--auto-approve"}); }
};

TEST_F(Capacity, that_does_not_suffice_for_the_whole_plan_exits_8_before_the_first_call) {
  stock("CANADA-1 L40 3\nNORWAY-1 L40 9\n");
  want("a", l40);
  want("b", l40);
  for (const auto& run : {muster({"plan"}), apply()}) {
    EXPECT_EQ(run.exit, 8) << run.out << run.err;
    EXPECT_NE(run.out.find("Stock: not enough for 4 x L40 in CANADA-1 (3 free)."),
              std::string::npos)
        << run.out;
    EXPECT_NE(run.err.find("b.yaml:"), std::string::npos) << run.err;
    EXPECT_NE(run.err.find("VirtualMachine/b needs 2 x L40 in CANADA-1, and 3 are free there, of "
                           "which others of this plan take 2; there are 9 in NORWAY-1"),
              std::string::npos)
        << run.err;
  }
  EXPECT_TRUE(rows("ssh-keys").empty()) << "nothing was made";
  const auto comment = muster({"plan", "-o", "markdown"});
  EXPECT_NE(comment.out.find("muster will not perform this plan"), std::string::npos);
  EXPECT_NE(comment.out.find("VirtualMachine/b needs 2 x L40"), std::string::npos) << comment.out;
  const auto json = nlohmann::json::parse(muster({"plan", "-o", "json"}).out);
  EXPECT_EQ(json["stock"]["verdict"], "lacking");
  EXPECT_EQ(json["stock"]["uses"][0]["needed"], 4);
  EXPECT_EQ(json["stock"]["uses"][0]["available"], "3");
  EXPECT_NE(muster({"plan", "-o", "markdown"}).out.find("Stock: not enough"), std::string::npos);
}

TEST_F(Capacity, that_suffices_is_said) {
  start_sandbox({"--time-scale", "2000", "--stock", "unlimited"});
  want("a", l40);
  const auto plan = muster({"plan"});
  EXPECT_EQ(plan.exit, 0) << plan.err;
  EXPECT_NE(plan.out.find("Stock: enough for 2 x L40 in CANADA-1 (200+ free)."), std::string::npos)
      << plan.out;
}

TEST_F(Capacity, that_another_machine_gives_back_is_waited_for) {
  stock("CANADA-1 L40 2\n");
  want("spent", l40);
  apply_and_settle();
  remove("spent.yaml");
  want("fresh", l40);
  const auto plan = muster({"plan"});
  EXPECT_NE(plan.out.find("(0 free, 2 given back before)"), std::string::npos) << plan.out;
  apply_and_settle();
  ASSERT_EQ(rows("instances").size(), 1U);
  EXPECT_EQ(rows("instances")[0]["vm_name"], "fresh");
}

TEST_F(Capacity, of_an_unexpected_shape_is_unknown_and_stops_nothing) {
  stock("CANADA-1 L40 2\n");
  garble_stock();
  want("a", l40);
  const auto plan = muster({"plan"});
  EXPECT_EQ(plan.exit, 0) << plan.err;
  EXPECT_NE(plan.out.find("Stock: not known for 2 x L40 in CANADA-1."), std::string::npos)
      << plan.out;
  apply_and_settle();
}

TEST_F(Capacity, that_cannot_be_read_is_unknown_and_said_so) {
  stock("CANADA-1 L40 2\n");
  garble_stock();
  write("contract.yaml", "routes:\n  list-gpu-stocks: {path: /nowhere/}\n");
  want("a", l40);
  const auto plan = muster({"plan"});
  EXPECT_EQ(plan.exit, 0) << plan.err;
  EXPECT_NE(plan.out.find("the GPU stock could not be read"), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("Stock: not known for"), std::string::npos) << plan.out;
}

TEST_F(Capacity, that_vanishes_before_the_call_exits_8_and_the_rest_goes_on) {
  stock("CANADA-1 L40 2\n");
  garble_stock();
  taken_by_somebody();
  want("a", l40);
  write("data.yaml",
        "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: data}\n"
        "spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n");
  const auto run = apply();
  EXPECT_EQ(run.exit, 8) << run.out << run.err;
  EXPECT_NE(run.out.find("No capacity for 2 x L40 in CANADA-1"), std::string::npos) << run.out;
  EXPECT_EQ(rows("volumes").size(), 1U);
  EXPECT_EQ(muster({"ledger", "verify"}).exit, 0);
}

TEST_F(Capacity, that_vanished_is_waited_for_where_the_manifest_says_so) {
  stock("CANADA-1 L40 2\n");
  garble_stock();
  const auto theirs = taken_by_somebody();
  want("a", l40, "  timeouts: {capacity: 5m}\n");
  auto run = start_muster({"apply", "--auto-approve"});
  ASSERT_TRUE(run->wait_for_output("no GPUs are free; waits for them, 5m at most"))
      << run->wait().err;
  api("DELETE", "/instances/" + theirs + "/");
  const auto done = run->wait();
  EXPECT_EQ(done.exit, 0) << done.out << done.err;
  EXPECT_EQ(muster({"plan", "--detailed-exitcode"}).exit, 0);
}

TEST_F(Capacity, that_is_waited_for_in_vain_exits_8) {
  stock("CANADA-1 L40 2\n");
  garble_stock();
  taken_by_somebody();
  want("a", l40, "  timeouts: {capacity: 1s}\n");
  const auto run = apply();
  EXPECT_EQ(run.exit, 8) << run.out << run.err;
  EXPECT_NE(run.out.find("waited 1s for GPUs"), std::string::npos) << run.out;
}

TEST_F(Capacity, that_is_waited_for_can_be_interrupted) {
  stock("CANADA-1 L40 2\n");
  garble_stock();
  const auto theirs = taken_by_somebody();
  want("a", l40, "  timeouts: {capacity: 1h}\n");
  auto run = start_muster({"apply", "--auto-approve"});
  ASSERT_TRUE(run->wait_for_output("no GPUs are free"));
  run->signal(SIGINT);
  EXPECT_EQ(run->wait().exit, 130);
  api("DELETE", "/instances/" + theirs + "/");
  apply_and_settle();
}

TEST_F(Capacity, that_a_saved_plan_saw_may_change_as_long_as_it_suffices) {
  stock("CANADA-1 L40 4\n");
  want("a", l40);
  ASSERT_EQ(muster({"plan", "--out", "plan.muster"}).exit, 0);
  taken_by_somebody();
  const auto done = muster({"apply", "plan.muster"});
  EXPECT_EQ(done.exit, 0) << done.out << done.err;
}

TEST_F(Capacity, that_a_saved_plan_saw_and_is_gone_exits_8) {
  stock("CANADA-1 L40 3\n");
  want("a", l40);
  ASSERT_EQ(muster({"plan", "--out", "plan.muster"}).exit, 0);
  taken_by_somebody();
  const auto refused = muster({"apply", "plan.muster"});
  EXPECT_EQ(refused.exit, 8) << refused.out << refused.err;
  EXPECT_NE(refused.err.find("VirtualMachine/a needs 2 x L40 in CANADA-1, and 1 is free there"),
            std::string::npos)
      << refused.err;
  EXPECT_EQ(rows("instances").size(), 1U);
  const auto shown = muster({"show", "plan.muster"});
  EXPECT_NE(shown.out.find("Stock: enough for 2 x L40 in CANADA-1 (3 free)."), std::string::npos)
      << shown.out;
}

TEST_F(Capacity, of_a_list_of_gpus_decides_what_a_machine_gets_and_keeps) {
  stock("CANADA-1 H100-PCIe-80GB 3\nCANADA-1 L40 4\nNORWAY-1 L40 2\nCANADA-1 RTX-A6000 8\n");
  const std::string list =
      "[{model: H100-PCIe-80GB, count: 4}, {model: L40, count: 4, maxHourly: 4}, "
      "{model: L40, count: 2, region: NORWAY-1}, {model: RTX-A6000, count: 1}]";
  want("trainer", list, "  replicas: 2\n");
  const auto plan = muster({"plan"});
  EXPECT_EQ(plan.exit, 0) << plan.err;
  for (const auto* line :
       {"gets 2 x L40 in NORWAY-1", "gets 1 x RTX-A6000 in CANADA-1",
        "passed over: 4 x H100-PCIe-80GB in CANADA-1: 3 are free",
        "passed over: 4 x L40 in CANADA-1: 4.76 USD per hour are above its maxHourly of 4",
        "passed over: 2 x L40 in NORWAY-1: none is free"})
    EXPECT_NE(plan.out.find(line), std::string::npos) << line << plan.out;
  apply_and_settle();
  // Now that there is more of everything nothing changes.
  const auto ids = rows("instances");
  for (const auto& row : ids) EXPECT_NE(row["gpu_type"], "H100-PCIe-80GB");
  want("trainer", "[{model: H100-PCIe-80GB, count: 1}]", "  replicas: 2\n");
  EXPECT_EQ(muster({"plan", "--detailed-exitcode", "--accept-scarcity"}).exit, 2)
      << "they are off the list";
}

TEST_F(Capacity, that_none_of_a_list_has_exits_8_with_all_the_reasons) {
  stock("CANADA-1 L40 1\n");
  want("a", "[{model: L40, count: 2}, {model: RTX-A6000, count: 1}]");
  const auto plan = muster({"plan"});
  EXPECT_EQ(plan.exit, 8) << plan.err;
  EXPECT_NE(plan.err.find("2 x L40 in CANADA-1: 1 is free; 1 x RTX-A6000 in CANADA-1: none is "
                          "free"),
            std::string::npos)
      << plan.err;
}

TEST_F(Capacity, that_is_scarce_is_not_given_up_by_accident) {
  stock("CANADA-1 L40 2\nCANADA-1 RTX-A6000 4\n");
  want("a", l40);
  apply_and_settle();
  want("a", "{model: RTX-A6000, count: 1}");
  const auto refused = apply();
  EXPECT_EQ(refused.exit, 8) << refused.out << refused.err;
  EXPECT_NE(refused.out.find("! replacing it gives up 2 x L40 in CANADA-1, of which none is left"),
            std::string::npos)
      << refused.out;
  EXPECT_NE(refused.err.find("--accept-scarcity"), std::string::npos) << refused.err;
  EXPECT_EQ(muster({"plan", "--accept-scarcity"}).exit, 0);
  want("a", "{model: RTX-A6000, count: 1}", "  lifecycle: {replace: allow}\n");
  EXPECT_EQ(muster({"plan"}).exit, 0);
  want("a", l40, "  powerState: Hibernated\n");
  EXPECT_EQ(muster({"plan"}).exit, 8);
  const auto done = muster({"apply", "--auto-approve", "--accept-scarcity"});
  EXPECT_EQ(done.exit, 0) << done.out << done.err;
}

TEST_F(Capacity, that_is_accepted_belongs_to_the_plan_and_not_to_its_file) {
  stock("CANADA-1 L40 2\n");
  want("a", l40);
  ASSERT_EQ(muster({"plan", "--out", "plan.muster"}).exit, 0);
  EXPECT_EQ(muster({"apply", "plan.muster", "--accept-scarcity"}).exit, 64);
}

TEST_F(Capacity, to_destroy_is_never_short) {
  stock("CANADA-1 L40 2\n");
  want("a", l40);
  apply_and_settle();
  EXPECT_EQ(muster({"destroy", "--auto-approve", "--accept-scarcity"}).exit, 0);
  EXPECT_TRUE(rows("instances").empty());
}

}  // namespace
}  // namespace muster::e2e
