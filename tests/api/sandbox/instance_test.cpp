#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

TEST(SandboxInstance, deploys_through_creating_and_build_to_active) {
  Account account;
  const Answer answer = account.post("/deploy/", account.legacy("one"));
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string id = answer.body["instance_id"];
  EXPECT_EQ(answer.body["status"], "CREATING");
  EXPECT_EQ(answer.body["tier"], "legacy");
  account.wait(30s - 1ms);
  EXPECT_EQ(account.status(id), "CREATING");
  account.wait(1ms);
  EXPECT_EQ(account.status(id), "BUILD");
  account.wait(150s);
  EXPECT_EQ(account.status(id), "ACTIVE");
}

TEST(SandboxInstance, gets_its_server_uuid_after_it_is_active) {
  Account account;
  const std::string id = account.post("/deploy/", account.legacy("one")).body["instance_id"];
  account.wait(3min);
  EXPECT_EQ(account.status(id), "ACTIVE");
  EXPECT_TRUE(account.instance(id)["server_uuid"].is_null());
  account.wait(5s);
  EXPECT_EQ(account.instance(id)["server_uuid"].get<std::string>().size(), 36U);
}

struct Walk {
  std::string_view action;
  std::vector<std::string_view> before;  // actions that lead to the starting state
  std::string_view during;
  Duration length;
  std::string_view after;
};

const Walk walks[] = {
    {"stop", {}, "STOPPING", 20s, "SHUTOFF"},
    {"start", {"stop"}, "STARTING", 30s, "ACTIVE"},
    {"reboot", {}, "REBOOTING", 40s, "ACTIVE"},
    {"hibernate", {}, "HIBERNATING", 3min, "HIBERNATED"},
    {"restore", {"hibernate"}, "RESTORING", 3min, "ACTIVE"},
};

TEST(SandboxInstance, power_actions_take_their_time_and_end_where_they_should) {
  for (const Walk& walk : walks) {
    SCOPED_TRACE(walk.action);
    Account account;
    const std::string id = account.running(account.legacy("one"));
    const std::string base = "/instances/" + id + "/";
    for (const auto action : walk.before) {
      ASSERT_EQ(account.post(base + std::string(action) + "/").status, 200);
      account.wait(3min);
    }
    const Answer answer = account.post(base + std::string(walk.action) + "/");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body["status"], walk.during);
    account.wait(walk.length - 1ms);
    EXPECT_EQ(account.status(id), walk.during);
    account.wait(1ms);
    EXPECT_EQ(account.status(id), walk.after);
  }
}

TEST(SandboxInstance, power_actions_are_refused_from_other_states) {
  Account account;
  const std::string id = account.running(account.legacy("one"));
  const auto refused = [&](std::string_view action) {
    const Answer answer = account.post("/instances/" + id + "/" + std::string(action) + "/");
    return answer.status == 409 && answer.code() == "INVALID_STATE";
  };
  EXPECT_TRUE(refused("start"));
  EXPECT_TRUE(refused("restore"));
  account.post("/instances/" + id + "/stop/");
  for (const auto action : {"start", "stop", "reboot", "hibernate", "restore"})
    EXPECT_TRUE(refused(action)) << action << " while STOPPING";
  EXPECT_EQ(account.remove("/instances/" + id + "/").code(), "INVALID_STATE");
  account.wait(20s);
  for (const auto action : {"stop", "reboot", "hibernate", "restore"})
    EXPECT_TRUE(refused(action)) << action << " while SHUTOFF";
}

TEST(SandboxInstance, deleted_instances_are_listed_for_a_while_but_have_no_details) {
  Account account;
  const std::string id = account.running(account.legacy("one"));
  ASSERT_EQ(account.remove("/instances/" + id + "/").body["status"], "DELETING");
  account.wait(20s);
  EXPECT_EQ(account.get("/instances/" + id + "/").code(), "INSTANCE_NOT_FOUND");
  EXPECT_EQ(account.get("/instances/").body["instances"][0]["status"], "DELETED");
  account.wait(30s);
  EXPECT_EQ(account.get("/instances/").body["total"], 0);
}

TEST(SandboxInstance, frees_its_name_when_it_is_gone_and_not_before) {
  Account account;
  const std::string id = account.running(account.legacy("one"));
  account.remove("/instances/" + id + "/");
  EXPECT_EQ(account.post("/deploy/", account.legacy("one")).code(), "NAME_ALREADY_EXISTS");
  account.wait(20s);
  EXPECT_EQ(account.post("/deploy/", account.legacy("one")).status, 200);
}

TEST(SandboxInstance, hibernation_gives_up_stock_and_address) {
  Options options;
  options.stock = {{"NORWAY-1", "H100-PCIe-NVLink-80GB", 1}};
  Account account(options);
  json wanted = account.legacy("one");
  wanted["enable_public_ip"] = true;
  const std::string id = account.running(wanted);
  const json address = account.instance(id)["public_ip"];
  ASSERT_TRUE(address.is_string());
  EXPECT_EQ(account.post("/deploy/", account.legacy("two")).code(), "OUT_OF_STOCK");
  account.post("/instances/" + id + "/hibernate/");
  account.wait(3min);
  EXPECT_TRUE(account.instance(id)["public_ip"].is_null());
  EXPECT_EQ(account.get("/gpu-stocks/?region=NORWAY-1&gpu_model=H100-PCIe-NVLink-80GB")
                .body["stocks"][0]["available"],
            1);
  account.post("/instances/" + id + "/restore/");
  account.wait(3min);
  EXPECT_TRUE(account.instance(id)["public_ip"].is_string());
  EXPECT_NE(account.instance(id)["public_ip"], address);
}

TEST(SandboxInstance, restore_needs_stock) {
  Options options;
  options.stock = {{"NORWAY-1", "H100-PCIe-NVLink-80GB", 1}};
  Account account(options);
  const std::string id = account.running(account.legacy("one"));
  account.post("/instances/" + id + "/hibernate/");
  account.wait(3min);
  ASSERT_EQ(account.post("/deploy/", account.legacy("two")).status, 200);
  const Answer answer = account.post("/instances/" + id + "/restore/");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.code(), "OUT_OF_STOCK");
  EXPECT_EQ(account.status(id), "HIBERNATED");
}

TEST(SandboxInstance, public_ip_toggles_and_each_address_is_new) {
  Account account;
  const std::string id = account.running(account.legacy("one"));
  const auto toggle = [&] { return account.post("/instances/" + id + "/toggle-public-ip/"); };
  EXPECT_EQ(toggle().body["public_ip_enabled"], true);
  EXPECT_EQ(account.instance(id)["public_ip_status"], "ATTACHING");
  EXPECT_EQ(toggle().code(), "OPERATION_IN_PROGRESS");
  account.wait(5s);
  const json first = account.instance(id)["public_ip"];
  EXPECT_TRUE(first.is_string());
  EXPECT_EQ(toggle().body["public_ip_enabled"], false);
  account.wait(5s);
  EXPECT_TRUE(account.instance(id)["public_ip"].is_null());
  toggle();
  account.wait(5s);
  EXPECT_NE(account.instance(id)["public_ip"], first);
}

TEST(SandboxInstance, security_rules_become_effective_after_a_while) {
  Account account;
  const std::string id = account.running(account.legacy("one"));
  const Answer added = account.post("/instances/" + id + "/security-rules/", ssh_rule);
  ASSERT_EQ(added.status, 200) << added.body;
  EXPECT_EQ(account.instance(id)["security_rules"][0]["status"], "PENDING");
  account.wait(2s);
  const json rule = account.instance(id)["security_rules"][0];
  EXPECT_EQ(rule["status"], "SUCCESS");
  EXPECT_EQ(rule["id"], added.body["rule_id"]);
  EXPECT_EQ(rule["port_range_min"], 22);

  const Answer removed =
      account.remove("/instances/" + id + "/security-rules/" + rule["id"].get<std::string>() + "/");
  EXPECT_EQ(removed.body["instance_id"], id);
  EXPECT_EQ(removed.body["rule_id"], rule["id"]);
  EXPECT_EQ(removed.body["tier"], "legacy");
  EXPECT_TRUE(account.instance(id)["security_rules"].empty());
}

TEST(SandboxInstance, deployed_rules_wait_for_the_server) {
  Account account;
  json wanted = account.legacy("one");
  wanted["security_rules"] = json::array({ssh_rule});
  const std::string id = account.post("/deploy/", wanted).body["instance_id"];
  account.wait(3min);
  EXPECT_EQ(account.status(id), "ACTIVE");
  EXPECT_EQ(account.instance(id)["security_rules"][0]["status"], "PENDING");
  account.wait(2s);
  EXPECT_EQ(account.instance(id)["security_rules"][0]["status"], "SUCCESS");
}

TEST(SandboxInstance, durations_are_divided_by_the_time_scale) {
  Options options;
  options.time_scale = 60;
  Account account(options);
  const std::string id = account.post("/deploy/", account.legacy("one")).body["instance_id"];
  account.wait(2999ms);
  EXPECT_EQ(account.status(id), "BUILD");
  account.wait(1ms);
  EXPECT_EQ(account.status(id), "ACTIVE");
}

}  // namespace
}  // namespace muster::sandbox
