#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

std::string attach_path(const std::string& instance) {
  return "/instances/" + instance + "/attach-volumes/";
}
std::string detach_path(const std::string& instance) {
  return "/instances/" + instance + "/detach-volumes/";
}

TEST(SandboxVolume, becomes_available_and_goes_away) {
  Account account;
  const Answer answer = account.post("/volumes/", account.volume_body("data"));
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string id = answer.body["volume"]["volume_id"];
  EXPECT_EQ(answer.body["volume"]["status"], "creating");
  account.wait(10s);
  EXPECT_EQ(account.volume_of(id)["status"], "available");
  EXPECT_EQ(account.remove("/volumes/" + id + "/").status, 200);
  EXPECT_EQ(account.volume_of(id)["status"], "deleting");
  account.wait(5s);
  EXPECT_EQ(account.get("/volumes/" + id + "/").code(), "VOLUME_NOT_FOUND");
  EXPECT_EQ(account.get("/volumes/").body["total"], 0);
}

struct Refused {
  std::string_view reason;
  json change;
  std::string_view code;
};

const Refused refused[] = {
    {"at least 100 GB", {{"size_gb", 99}}, "VALIDATION_ERROR"},
    {"at most a pebibyte", {{"size_gb", 1'048'577}}, "VALIDATION_ERROR"},
    {"sizes are whole", {{"size_gb", 100.5}}, "VALIDATION_ERROR"},
    {"sizes fit", {{"size_gb", 18'446'744'073'709'551'615ULL}}, "VALIDATION_ERROR"},
    {"types belong to tiers", {{"volume_type", "NVMe"}}, "VALIDATION_ERROR"},
    {"regions belong to tiers", {{"region", "FIN-01"}}, "INVALID_REGION"},
    {"tiers are known", {{"tier", "silver"}}, "INVALID_TIER"},
    {"names are not empty", {{"volume_name", ""}}, "VALIDATION_ERROR"},
    {"images exist", {{"image_id", "BeOS"}}, "IMAGE_NOT_FOUND"},
};

TEST(SandboxVolume, refuses_what_the_rules_forbid) {
  for (const Refused& c : refused) {
    SCOPED_TRACE(c.reason);
    Account account;
    json body = account.volume_body("data");
    body.merge_patch(c.change);
    EXPECT_EQ(account.post("/volumes/", body).code(), c.code);
    EXPECT_EQ(account.get("/volumes/").body["total"], 0);
  }
}

TEST(SandboxVolume, attaches_and_detaches_in_steps) {
  Account account;
  const std::string instance = account.running(account.legacy("one"));
  const std::string id = account.volume("data");
  const Answer attached = account.post(attach_path(instance), {{"volume_ids", {id}}});
  ASSERT_EQ(attached.status, 200) << attached.body;
  EXPECT_EQ(attached.body["attachments"][0]["volume_id"], id);
  EXPECT_EQ(attached.body["attachments"][0]["status"], "ATTACHING");
  EXPECT_EQ(account.volume_of(id)["status"], "attaching");
  account.wait(5s);
  EXPECT_EQ(account.volume_of(id)["status"], "in-use");
  EXPECT_EQ(account.volume_of(id)["device"], "/dev/vdb");
  ASSERT_EQ(account.post(detach_path(instance), {{"volume_ids", {id}}}).status, 200);
  EXPECT_EQ(account.volume_of(id)["status"], "detaching");
  account.wait(5s);
  EXPECT_EQ(account.volume_of(id)["status"], "available");
  EXPECT_TRUE(account.volume_of(id)["instance_id"].is_null());
  EXPECT_TRUE(account.instance(instance)["volume_attachments"].empty());
}

TEST(SandboxVolume, has_one_instance_at_most) {
  Account account;
  const std::string one = account.running(account.legacy("one"));
  const std::string two = account.running(account.legacy("two"));
  const std::string id = account.volume("data");
  ASSERT_EQ(account.post(attach_path(one), {{"volume_ids", {id}}}).status, 200);
  EXPECT_EQ(account.post(attach_path(two), {{"volume_ids", {id}}}).code(), "RESOURCE_IN_USE");
  EXPECT_EQ(account.post(detach_path(two), {{"volume_ids", {id}}}).code(), "VALIDATION_ERROR");
}

TEST(SandboxVolume, attaches_only_in_its_own_region) {
  Account account;
  json elsewhere = account.legacy("one");
  elsewhere["region"] = "CANADA-1";
  const std::string instance = account.running(elsewhere);
  const std::string id = account.volume("data");
  EXPECT_EQ(account.post(attach_path(instance), {{"volume_ids", {id}}}).code(), "VALIDATION_ERROR");
}

TEST(SandboxVolume, attaching_several_is_all_or_nothing) {
  Account account;
  const std::string instance = account.running(account.legacy("one"));
  const std::string id = account.volume("data");
  EXPECT_EQ(account.post(attach_path(instance), {{"volume_ids", {id, "BRK-1V"}}}).code(),
            "VOLUME_NOT_FOUND");
  EXPECT_EQ(account.post(attach_path(instance), {{"volume_ids", {id, id}}}).code(),
            "VALIDATION_ERROR");
  EXPECT_EQ(account.volume_of(id)["status"], "available");
}

TEST(SandboxVolume, of_the_advanced_tier_attaches_to_stopped_instances_only) {
  Account account;
  const std::string instance = account.running(account.advanced("one"));
  const std::string id = account.volume("data", "advanced");
  EXPECT_EQ(account.post(attach_path(instance), {{"volume_ids", {id}}}).code(), "INVALID_STATE");
  account.post("/instances/" + instance + "/stop/");
  account.wait(20s);
  EXPECT_EQ(account.post(attach_path(instance), {{"volume_ids", {id}}}).status, 200);
  account.wait(5s);
  EXPECT_EQ(account.volume_of(id)["status"], "in-use");
}

TEST(SandboxVolume, cannot_be_deleted_while_attached_and_says_to_what) {
  Account account;
  const std::string instance = account.running(account.legacy("trainer"));
  const std::string id = account.volume("data");
  account.post(attach_path(instance), {{"volume_ids", {id}}});
  const Answer answer = account.remove("/volumes/" + id + "/");
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.code(), "RESOURCE_IN_USE");
  EXPECT_NE(answer.body["message"].get<std::string>().find("trainer"), std::string::npos);
}

TEST(SandboxVolume, survives_its_instance) {
  Account account;
  const std::string instance = account.running(account.legacy("one"));
  const std::string id = account.volume("data");
  account.post(attach_path(instance), {{"volume_ids", {id}}});
  account.remove("/instances/" + instance + "/");
  account.wait(20s);
  EXPECT_EQ(account.volume_of(id)["status"], "available");
  EXPECT_TRUE(account.volume_of(id)["attachments"].empty());
}

TEST(SandboxVolume, grows_but_never_shrinks) {
  Account account;
  const std::string id = account.volume("data", "advanced");
  const auto resize = [&](int size) {
    return account.post("/volumes/" + id + "/resize/", {{"size_gb", size}});
  };
  EXPECT_EQ(resize(100).code(), "VALIDATION_ERROR");
  EXPECT_EQ(resize(50).code(), "VALIDATION_ERROR");
  const Answer answer = resize(250);
  EXPECT_EQ(answer.body["old_size_gb"], 100);
  EXPECT_EQ(answer.body["size_gb"], 250);
  EXPECT_EQ(resize(300).code(), "OPERATION_IN_PROGRESS");
  EXPECT_EQ(account.volume_of(id)["size_gb"], 100);
  account.wait(5s);
  EXPECT_EQ(account.volume_of(id)["size_gb"], 250);
}

TEST(SandboxVolume, of_the_legacy_tier_neither_grows_nor_clones) {
  Account account;
  const std::string id = account.volume("data");
  EXPECT_EQ(account.post("/volumes/" + id + "/resize/", {{"size_gb", 200}}).status, 422);
  EXPECT_EQ(account.post("/volumes/" + id + "/clone/", {{"volume_name", "copy"}}).code(),
            "UNSUPPORTED_FOR_TIER");
}

TEST(SandboxVolume, clones_into_a_volume_of_its_own) {
  Account account;
  const std::string id = account.volume("data", "advanced");
  const Answer answer = account.post("/volumes/" + id + "/clone/", {{"volume_name", "copy"}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string copy = answer.body["volume_id"];
  EXPECT_NE(copy, id);
  EXPECT_EQ(account.volume_of(copy)["status"], "cloning");
  account.wait(30s);
  EXPECT_EQ(account.volume_of(copy)["status"], "available");
  EXPECT_EQ(account.volume_of(copy)["size_gb"], 100);
  EXPECT_EQ(account.volume_of(copy)["volume_name"], "copy");
}

TEST(SandboxVolume, list_proposes_a_free_name) {
  Account account;
  account.volume("storage2");
  EXPECT_EQ(account.get("/volumes/").body["next_volume_name"], "storage3");
}

}  // namespace
}  // namespace muster::sandbox
