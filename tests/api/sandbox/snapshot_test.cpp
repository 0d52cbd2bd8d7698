#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

json body_of(const std::string& name, const std::string& instance) {
  return {{"instance_id", instance}, {"snapshot_name", name}};
}

double balance_of(Account& account) {
  return account.get("/credit-balance/").body["balance"];
}

TEST(SandboxSnapshot, shuts_the_instance_off_until_it_is_finished) {
  Account account;
  const std::string instance = account.running(account.legacy("trainer"));
  json body = body_of("nightly", instance);
  body["description"] = "before the upgrade";
  const Answer answer = account.post("/snapshots/", body);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string id = answer.body["snapshot"]["snapshot_id"];
  EXPECT_TRUE(id.ends_with('S')) << id;
  EXPECT_EQ(answer.body["snapshot"]["status"], "CREATING");
  EXPECT_EQ(answer.body["snapshot"]["size_gb"], 0);
  EXPECT_EQ(account.status(instance), "SNAPSHOTTING");
  EXPECT_EQ(account.instance(instance)["power_state"], "SHUTDOWN");
  EXPECT_EQ(account.get("/snapshot-eligible-instances/").body["instances"], json::array());
  account.wait(5min - 1ms);
  EXPECT_EQ(account.snapshot_of(id)["status"], "CREATING");
  account.wait(1ms);
  const json snapshot = account.snapshot_of(id);
  EXPECT_EQ(snapshot["status"], "SUCCESS");
  EXPECT_EQ(snapshot["size_gb"], 100);
  EXPECT_EQ(snapshot["snapshot_name"], "nightly");
  EXPECT_EQ(snapshot["description"], "before the upgrade");
  EXPECT_EQ(snapshot["instance_id"], instance);
  EXPECT_EQ(snapshot["vm_name"], "trainer");
  EXPECT_EQ(snapshot["region"], "NORWAY-1");
  EXPECT_EQ(snapshot["is_image"], false);
  EXPECT_EQ(account.status(instance), "ACTIVE");
}

TEST(SandboxSnapshot, is_as_large_as_the_boot_volume) {
  Account account;
  json wanted = account.legacy("trainer");
  wanted["boot_volume_size_gb"] = 250;
  const std::string id = account.snapshot("nightly", account.running(wanted));
  EXPECT_EQ(account.snapshot_of(id)["size_gb"], 250);
}

TEST(SandboxSnapshot, refuses_everything_else_that_is_asked_of_the_instance_meanwhile) {
  Account account;
  json wanted = account.legacy("trainer");
  wanted["security_rules"] = json::array({ssh_rule});
  const std::string instance = account.running(wanted);
  const std::string rule = account.instance(instance)["security_rules"][0]["id"];
  const std::string volume = account.volume("data");
  ASSERT_EQ(account.post("/snapshots/", body_of("nightly", instance)).status, 200);
  const std::string path = "/instances/" + instance + "/";
  for (const auto action :
       {"start/", "stop/", "reboot/", "hibernate/", "restore/", "toggle-public-ip/"})
    EXPECT_EQ(account.post(path + action).code(), "INVALID_STATE") << action;
  EXPECT_EQ(account.remove(path).code(), "INVALID_STATE");
  EXPECT_EQ(account.post(path + "security-rules/", ssh_rule).code(), "INVALID_STATE");
  EXPECT_EQ(account.remove(path + "security-rules/" + rule + "/").code(), "INVALID_STATE");
  EXPECT_EQ(account.post(path + "attach-volumes/", {{"volume_ids", {volume}}}).code(),
            "INVALID_STATE");
  EXPECT_EQ(account.post("/snapshots/", body_of("second", instance)).code(),
            "OPERATION_IN_PROGRESS");
}

TEST(SandboxSnapshot, needs_a_running_legacy_instance_and_a_new_name) {
  Account account;
  const std::string instance = account.running(account.legacy("trainer"));
  const std::string modern = account.running(account.advanced("modern"));
  account.snapshot("nightly", instance);
  EXPECT_EQ(account.post("/snapshots/", body_of("other", modern)).code(), "UNSUPPORTED_FOR_TIER");
  EXPECT_EQ(account.post("/snapshots/", body_of("other", "BRK-1D")).code(), "INSTANCE_NOT_FOUND");
  EXPECT_EQ(account.post("/snapshots/", body_of("nightly", instance)).code(),
            "NAME_ALREADY_EXISTS");
  EXPECT_EQ(account.post("/snapshots/", body_of(std::string(51, 'a'), instance)).code(),
            "INVALID_NAME");
  EXPECT_EQ(account.post("/snapshots/", body_of("", instance)).code(), "VALIDATION_ERROR");
  EXPECT_EQ(account.post("/snapshots/", {{"snapshot_name", "other"}}).code(), "VALIDATION_ERROR");
  account.post("/instances/" + instance + "/stop/");
  account.wait(20s);
  EXPECT_EQ(account.post("/snapshots/", body_of("other", instance)).code(), "INVALID_STATE");
  EXPECT_EQ(account.get("/snapshots/").body["total"], 1);
}

TEST(SandboxSnapshot, costs_by_size_from_the_moment_it_is_finished) {
  Account account;
  const std::string instance = account.running(account.legacy("trainer"));
  const std::string id = account.snapshot("nightly", instance);
  account.post("/instances/" + instance + "/hibernate/");
  account.wait(3min);
  const double before = balance_of(account);
  account.wait(100h);
  // 0.10 an hour for 100 GB, and 0.01 for the hibernated instance.
  EXPECT_NEAR(before - balance_of(account), 11, 0.011);
  account.remove("/snapshots/" + id + "/");
  account.wait(10s);
  const double deleted = balance_of(account);
  account.wait(100h);
  EXPECT_NEAR(deleted - balance_of(account), 1, 0.011);
}

TEST(SandboxSnapshot, costs_nothing_while_it_is_taken_but_an_hour_must_be_covered) {
  Options options;
  options.credit_cents = 2'29;
  Account account(options);
  const std::string instance = account.running(account.legacy("trainer"));
  account.wait(58min);
  EXPECT_EQ(account.post("/snapshots/", body_of("nightly", instance)).code(),
            "INSUFFICIENT_CREDITS");
  account.cloud.add_credit(1'00);
  ASSERT_EQ(account.post("/snapshots/", body_of("nightly", instance)).status, 200);
  EXPECT_EQ(account.cloud.burn_units(), 0);
}

TEST(SandboxSnapshot, restores_into_another_instance_of_the_same_hardware) {
  Account account;
  json wanted = account.legacy("trainer");
  wanted["enable_public_ip"] = true;
  const std::string instance = account.running(wanted);
  const json before = account.instance(instance);
  const std::string id = account.snapshot("nightly", instance);
  const Answer answer =
      account.post("/snapshots/" + id + "/restore/", {{"new_vm_name", "trainer 2"}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string copy = answer.body["instance_id"];
  EXPECT_NE(copy, instance);
  EXPECT_EQ(answer.body["status"], "CREATING");
  account.wait(3min + 5s);
  const json restored = account.instance(copy);
  EXPECT_EQ(restored["status"], "ACTIVE");
  EXPECT_EQ(restored["vm_name"], "trainer 2");
  for (const auto same : {"tier", "region", "gpu_type", "gpu_count", "image", "hourly_rate"})
    EXPECT_EQ(restored[same], before[same]) << same;
  EXPECT_NE(restored["private_ip"], before["private_ip"]);
  EXPECT_NE(restored["public_ip"], before["public_ip"]);
  EXPECT_NE(restored["server_uuid"], before["server_uuid"]);
  EXPECT_EQ(restored["ssh_key"], json::array()) << "documented: to be set up again";
  EXPECT_EQ(account.instance(instance), before);
}

TEST(SandboxSnapshot, restores_only_what_is_finished_under_a_name_that_is_free) {
  Account account;
  const std::string instance = account.running(account.legacy("trainer"));
  const std::string id =
      account.post("/snapshots/", body_of("nightly", instance)).body["snapshot"]["snapshot_id"];
  const std::string path = "/snapshots/" + id + "/restore/";
  EXPECT_EQ(account.post(path, {{"new_vm_name", "copy"}}).code(), "INVALID_STATE");
  account.wait(5min);
  EXPECT_EQ(account.post(path, {{"new_vm_name", "trainer"}}).code(), "NAME_ALREADY_EXISTS");
  EXPECT_EQ(account.post(path, {{"new_vm_name", "a/b"}}).code(), "INVALID_NAME");
  EXPECT_EQ(account.post(path).code(), "VALIDATION_ERROR");
  EXPECT_EQ(account.post("/snapshots/BRK-1S/restore/", {{"new_vm_name", "copy"}}).code(),
            "SNAPSHOT_NOT_FOUND");
}

TEST(SandboxSnapshot, restoring_needs_stock_and_credit) {
  Options options;
  options.stock = {{"NORWAY-1", "H100-PCIe-NVLink-80GB", 1}};
  options.credit_cents = 3'00;
  Account account(options);
  const std::string instance = account.running(account.legacy("trainer"));
  const std::string id = account.snapshot("nightly", instance);
  const std::string path = "/snapshots/" + id + "/restore/";
  EXPECT_EQ(account.post(path, {{"new_vm_name", "copy"}}).code(), "OUT_OF_STOCK");
  account.remove("/instances/" + instance + "/");
  account.wait(20s);
  EXPECT_EQ(account.snapshot_of(id)["status"], "SUCCESS") << "it outlives its instance";
  account.wait(10h);
  EXPECT_EQ(account.post(path, {{"new_vm_name", "copy"}}).code(), "INSUFFICIENT_CREDITS");
  account.cloud.add_credit(5'00);
  EXPECT_EQ(account.post(path, {{"new_vm_name", "copy"}}).status, 200);
}

TEST(SandboxSnapshot, is_deleted_for_good_and_its_image_with_it) {
  Account account;
  const std::string instance = account.running(account.legacy("trainer"));
  const std::string id = account.snapshot("nightly", instance);
  const std::string image = account.image("base", id);
  const Answer answer = account.remove("/snapshots/" + id + "/");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body["image_id"], image);
  EXPECT_EQ(account.snapshot_of(id)["status"], "DELETING");
  EXPECT_EQ(account.remove("/snapshots/" + id + "/").code(), "OPERATION_IN_PROGRESS");
  account.wait(10s);
  EXPECT_EQ(account.get("/snapshots/" + id + "/").code(), "SNAPSHOT_NOT_FOUND");
  EXPECT_EQ(account.get("/images/" + image + "/").code(), "IMAGE_NOT_FOUND");
  EXPECT_EQ(account.get("/snapshots/").body["total"], 0);
  account.snapshot("nightly", instance);
  EXPECT_EQ(account.get("/snapshots/").body["total"], 1) << "the name is free again";
}

TEST(SandboxSnapshot, is_not_deleted_while_it_is_made) {
  Account account;
  const std::string instance = account.running(account.legacy("trainer"));
  json body = body_of("nightly", instance);
  body["is_image"] = true;
  const std::string id = account.post("/snapshots/", body).body["snapshot"]["snapshot_id"];
  EXPECT_EQ(account.remove("/snapshots/" + id + "/").code(), "OPERATION_IN_PROGRESS");
  account.wait(5min);
  EXPECT_EQ(account.remove("/snapshots/" + id + "/").code(), "OPERATION_IN_PROGRESS")
      << "its image is being made";
  account.wait(1min);
  EXPECT_EQ(account.remove("/snapshots/" + id + "/").status, 200);
}

TEST(SandboxSnapshot, depletion_waits_until_the_instance_is_back) {
  Account account;
  const std::string instance = account.running(account.legacy("trainer"));
  ASSERT_EQ(account.post("/snapshots/", body_of("nightly", instance)).status, 200);
  account.cloud.add_credit(-2000'00);
  account.wait(1min);
  EXPECT_EQ(account.status(instance), "SNAPSHOTTING");
  account.wait(4min);
  EXPECT_EQ(account.status(instance), "HIBERNATING");
}

TEST(SandboxSnapshot, lists_by_region_and_status_in_pages) {
  Account account;
  const std::string instance = account.running(account.legacy("trainer"));
  for (const auto name : {"one", "two", "three"}) account.snapshot(name, instance);
  account.post("/snapshots/", body_of("four", instance));
  EXPECT_EQ(account.get("/snapshots/?status=CREATING").body["total"], 1);
  EXPECT_EQ(account.get("/snapshots/?region=CANADA-1").body["total"], 0);
  const json page = account.get("/snapshots/?page=2&limit=3").body;
  EXPECT_EQ(page["total"], 4);
  EXPECT_EQ(page["total_pages"], 2);
  ASSERT_EQ(page["snapshots"].size(), 1U);
  EXPECT_EQ(page["snapshots"][0]["snapshot_name"], "four");
}

TEST(SandboxSnapshot, takes_time_by_the_time_scale) {
  Options options;
  options.time_scale = 60;
  Account account(options);
  const std::string instance = account.running(account.legacy("trainer"));
  const std::string id =
      account.post("/snapshots/", body_of("nightly", instance)).body["snapshot"]["snapshot_id"];
  account.wait(5s - 1ms);
  EXPECT_EQ(account.snapshot_of(id)["status"], "CREATING");
  account.wait(1ms);
  EXPECT_EQ(account.snapshot_of(id)["status"], "SUCCESS");
}

}  // namespace
}  // namespace muster::sandbox
