// The published bodies: the sandbox's have exactly their members, of their types.

#include "tests/api/documented.hpp"

#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;
using api::test::documented;
using api::test::expect_same_shape;

TEST(SandboxDocumented, price_list) {
  Account account;
  const json body = account.post("/pricing/", json::object()).body;
  expect_same_shape(documented("pricing"), body, "pricing");
  const json published = documented("pricing")["pricing_data"];
  const json& data = body["pricing_data"];
  EXPECT_EQ(data["volumes"]["pricing"], published["volumes"]["pricing"]);
  EXPECT_EQ(data["snapshots"]["pricing"], published["snapshots"]["pricing"]);
  for (const auto& [tier, models] : published["gpus"]["pricing"].items())
    for (const auto& [model, price] : models.items())
      EXPECT_EQ(data["gpus"]["pricing"][tier][model], price) << model;
}

TEST(SandboxDocumented, billing_of_instances) {
  Account account;
  const std::string id = account.running(account.legacy("one"));
  account.wait(1h);
  account.post("/instances/" + id + "/hibernate/");
  account.wait(1h);
  const json body = account.get("/instance-hourly-billing/").body;
  ASSERT_EQ(body["records"].size(), 2U);
  expect_same_shape(documented("instance_billing"), body, "instance_billing");
}

TEST(SandboxDocumented, billing_of_volumes) {
  Account account;
  account.remove("/volumes/" + account.volume("gone") + "/");
  account.volume("data");
  account.wait(1h);
  const json body = account.get("/volume-hourly-billing/").body;
  ASSERT_EQ(body["records"].size(), 2U);
  expect_same_shape(documented("volume_billing"), body, "volume_billing");
}

TEST(SandboxDocumented, billing_of_snapshots) {
  Account account;
  account.snapshot("before-upgrade", account.running(account.legacy("one")));
  account.wait(24h);
  const json body = account.get("/snapshot-hourly-billing/").body;
  ASSERT_EQ(body["records"].size(), 1U);
  expect_same_shape(documented("snapshot_billing"), body, "snapshot_billing");
}

TEST(SandboxDocumented, removal_of_a_rule) {
  Account account;
  json wanted = account.legacy("one");
  wanted["security_rules"] = json::array({ssh_rule});
  const std::string id = account.running(wanted);
  const std::string rule = account.instance(id)["security_rules"][0]["id"];
  const Answer answer = account.remove("/instances/" + id + "/security-rules/" + rule + "/");
  ASSERT_EQ(answer.status, 200) << answer.body;
  expect_same_shape(documented("remove_security_rule"), answer.body, "remove_security_rule");
  EXPECT_EQ(answer.body["instance_id"], id);
  EXPECT_EQ(answer.body["rule_id"], rule);
  EXPECT_EQ(answer.body["tier"], "legacy");
}

TEST(SandboxDocumented, error_of_a_bad_date) {
  Account account;
  const Answer answer = account.get("/snapshot-hourly-billing/?start_date=01/15/2025");
  EXPECT_EQ(answer.status, 400);
  const json published = documented("error");
  expect_same_shape(published, answer.body, "error");
  EXPECT_EQ(answer.body["message"], published["message"]);
  EXPECT_EQ(answer.body["error_code"], published["error_code"]);
  EXPECT_EQ(answer.body["request_id"].get<std::string>().size(), 8U);
}

}  // namespace
}  // namespace muster::sandbox
