#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

struct Refused {
  std::string_view reason;
  std::string_view tier;
  json change;  // merged into a good deployment; null removes a field
  int status;
  std::string_view code;
};

const Refused refused[] = {
    {"a tier is one of two", "legacy", {{"tier", "gold"}}, 400, "INVALID_TIER"},
    {"regions are known", "legacy", {{"region", "MARS-1"}}, 400, "INVALID_REGION"},
    {"a region has one tier", "legacy", {{"region", "FIN-01"}}, 400, "INVALID_REGION"},
    {"models are known", "legacy", {{"gpu_model", "Voodoo2"}}, 400, "INVALID_GPU_MODEL"},
    {"a model is in some tier only",
     "legacy",
     {{"gpu_model", "B300-262GB"}},
     400,
     "INVALID_GPU_MODEL"},
    {"a model is in some regions only",
     "legacy",
     {{"gpu_model", "A100-SXM4-80GB-NVLink"}},
     400,
     "INVALID_GPU_MODEL"},
    {"counts are 1, 2, 4 and 8", "legacy", {{"gpu_count", 3}}, 400, "INVALID_GPU_COUNT"},
    {"a model has a largest count",
     "legacy",
     {{"gpu_model", "RTX-A6000"}, {"gpu_count", 8}},
     400,
     "INVALID_GPU_COUNT"},
    {"names are not blank", "legacy", {{"vm_name", "  "}}, 400, "INVALID_NAME"},
    {"names have 50 characters at most",
     "legacy",
     {{"vm_name", std::string(51, 'a')}},
     400,
     "INVALID_NAME"},
    {"names are plain", "legacy", {{"vm_name", "a/b"}}, 400, "INVALID_NAME"},
    {"fields have their type", "legacy", {{"gpu_count", "1"}}, 400, "VALIDATION_ERROR"},
    {"required fields are required", "legacy", {{"region", nullptr}}, 400, "VALIDATION_ERROR"},
    {"one SSH key at least", "legacy", {{"ssh_key_ids", json::array()}}, 400, "VALIDATION_ERROR"},
    {"SSH keys exist", "legacy", {{"ssh_key_ids", {"BRK-1K"}}}, 404, "SSH_KEY_NOT_FOUND"},
    {"images exist", "legacy", {{"os_image", "BeOS"}}, 404, "IMAGE_NOT_FOUND"},
    {"one boot source is needed", "legacy", {{"os_image", nullptr}}, 400, "VALIDATION_ERROR"},
    {"one boot source is enough", "legacy", {{"image_id", "BRK-1I"}}, 400, "VALIDATION_ERROR"},
    {"scripts are advanced", "legacy", {{"script_id", "BRK-1C"}}, 422, "UNSUPPORTED_FOR_TIER"},
    {"scripts exist", "advanced", {{"script_id", "BRK-1C"}}, 404, "SCRIPT_NOT_FOUND"},
    {"cloud-init is legacy",
     "advanced",
     {{"user_data", "#cloud-config"}},
     422,
     "UNSUPPORTED_FOR_TIER"},
    {"security rules are legacy",
     "advanced",
     {{"security_rules", {ssh_rule}}},
     422,
     "UNSUPPORTED_FOR_TIER"},
    {"rules are checked",
     "legacy",
     {{"security_rules", {{{"direction", "up"}}}}},
     400,
     "VALIDATION_ERROR"},
    {"volumes exist", "legacy", {{"volume_ids", {"BRK-1V"}}}, 404, "VOLUME_NOT_FOUND"},
};

TEST(SandboxDeploy, refuses_what_the_rules_forbid_and_then_nothing_exists) {
  for (const Refused& c : refused) {
    SCOPED_TRACE(c.reason);
    Account account;
    json body = c.tier == "legacy" ? account.legacy("one") : account.advanced("one");
    body.merge_patch(c.change);
    const Answer answer = account.post("/deploy/", body);
    EXPECT_EQ(answer.status, c.status) << answer.body;
    EXPECT_EQ(answer.code(), c.code) << answer.body;
    EXPECT_EQ(account.get("/instances/").body["total"], 0);
  }
}

TEST(SandboxDeploy, names_are_unique_in_the_account) {
  Account account;
  ASSERT_EQ(account.post("/deploy/", account.legacy("one")).status, 200);
  const Answer answer = account.post("/deploy/", account.advanced("one"));
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.code(), "NAME_ALREADY_EXISTS");
}

TEST(SandboxDeploy, attaches_the_volumes_it_was_given) {
  Account account;
  const std::string volume = account.volume("data");
  json wanted = account.legacy("one");
  wanted["volume_ids"] = {volume};
  const std::string id = account.post("/deploy/", wanted).body["instance_id"];
  EXPECT_EQ(account.volume_of(volume)["status"], "attaching");
  account.wait(std::chrono::minutes(3));
  EXPECT_EQ(account.volume_of(volume)["status"], "in-use");
  EXPECT_EQ(account.volume_of(volume)["instance_id"], id);
  EXPECT_EQ(account.instance(id)["volume_attachments"][0]["volume"]["id"], volume);
}

TEST(SandboxDeploy, boot_volume_of_the_advanced_tier_goes_with_the_instance) {
  Account account;
  json wanted = account.advanced("one");
  wanted["boot_volume_size_gb"] = 200;
  const std::string id = account.running(wanted);
  const json volume = account.get("/volumes/").body["volumes"][0];
  EXPECT_EQ(volume["size_gb"], 200);
  EXPECT_EQ(volume["bootable"], true);
  EXPECT_EQ(volume["instance_id"], id);
  account.remove("/instances/" + id + "/");
  account.wait(std::chrono::seconds(20));
  EXPECT_EQ(account.get("/volumes/").body["total"], 0);
}

TEST(SandboxDeploy, boots_from_a_bootable_volume_which_survives_on_the_legacy_tier) {
  Account account;
  json body = account.volume_body("root");
  body["image_id"] = "Debian 12";
  const std::string volume = account.post("/volumes/", body).body["volume"]["volume_id"];
  account.wait(std::chrono::seconds(10));
  json wanted = account.legacy("one");
  wanted.erase("os_image");
  wanted["boot_volume_id"] = volume;
  const std::string id = account.running(wanted);
  EXPECT_EQ(account.volume_of(volume)["status"], "in-use");
  EXPECT_EQ(account.volume_of(volume)["device"], "/dev/vda");
  const Answer detached =
      account.post("/instances/" + id + "/detach-volumes/", {{"volume_ids", {volume}}});
  EXPECT_EQ(detached.code(), "RESOURCE_IN_USE");
  account.remove("/instances/" + id + "/");
  account.wait(std::chrono::seconds(20));
  EXPECT_EQ(account.volume_of(volume)["status"], "available");
}

TEST(SandboxDeploy, refuses_to_boot_from_a_plain_volume) {
  Account account;
  json wanted = account.legacy("one");
  wanted.erase("os_image");
  wanted["boot_volume_id"] = account.volume("data");
  EXPECT_EQ(account.post("/deploy/", wanted).code(), "VALIDATION_ERROR");
}

TEST(SandboxDeploy, takes_stock_and_gives_it_back_on_deletion) {
  Options options;
  options.stock = {{"NORWAY-1", "H100-PCIe-NVLink-80GB", 4}};
  Account account(options);
  json wanted = account.legacy("one");
  wanted["gpu_count"] = 4;
  const std::string id = account.running(wanted);
  EXPECT_EQ(account.post("/deploy/", account.legacy("two")).code(), "OUT_OF_STOCK");
  account.remove("/instances/" + id + "/");
  account.wait(std::chrono::seconds(20));
  EXPECT_EQ(account.post("/deploy/", account.legacy("two")).status, 200);
}

}  // namespace
}  // namespace muster::sandbox
