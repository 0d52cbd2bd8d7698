#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

json body_of(const std::string& name, const std::string& snapshot) {
  return {{"snapshot_id", snapshot}, {"image_name", name}};
}

/// An account with a finished snapshot.
struct Snapshotted : Account {
  explicit Snapshotted(Options options = {}) : Account(std::move(options)) {}
  std::string vm = running(legacy("trainer"));
  std::string source = snapshot("nightly", vm);
};

TEST(SandboxImage, is_made_from_a_finished_snapshot) {
  Snapshotted account;
  const Answer answer = account.post("/images/", body_of("base", account.source));
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string id = answer.body["image"]["image_id"];
  EXPECT_EQ(answer.body["image"]["status"], "CREATING");
  account.wait(1min);
  const json image = account.image_of(id);
  EXPECT_EQ(image["status"], "SUCCESS");
  EXPECT_EQ(image["name"], "base");
  EXPECT_EQ(image["snapshot_id"], account.source);
  EXPECT_EQ(image["region"], "NORWAY-1");
  EXPECT_EQ(image["size"], 100);
  EXPECT_EQ(image["is_public"], false);
  EXPECT_EQ(account.snapshot_of(account.source)["is_image"], true);
}

TEST(SandboxImage, comes_with_the_snapshot_when_asked_for) {
  Account account;
  const std::string instance = account.running(account.legacy("trainer"));
  const Answer answer = account.post(
      "/snapshots/", {{"instance_id", instance}, {"snapshot_name", "golden"}, {"is_image", true}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body["snapshot"]["is_image"], true);
  json images = account.get("/images/").body["images"];
  ASSERT_EQ(images.size(), 1U);
  EXPECT_EQ(images[0]["status"], "CREATING");
  account.wait(6min);
  images = account.get("/images/").body["images"];
  EXPECT_EQ(images[0]["status"], "SUCCESS");
  EXPECT_EQ(images[0]["name"], "golden");
}

TEST(SandboxImage, a_snapshot_has_one_at_most) {
  Snapshotted account;
  const std::string first = account.image("base", account.source);
  EXPECT_EQ(account.post("/images/", body_of("second", account.source)).code(), "RESOURCE_IN_USE");
  EXPECT_EQ(account.remove("/images/" + first + "/").status, 200);
  EXPECT_EQ(account.post("/images/", body_of("second", account.source)).code(), "RESOURCE_IN_USE");
  account.wait(5s);
  EXPECT_EQ(account.get("/images/" + first + "/").code(), "IMAGE_NOT_FOUND");
  EXPECT_EQ(account.snapshot_of(account.source)["is_image"], false);
  EXPECT_EQ(account.post("/images/", body_of("second", account.source)).status, 200);
}

TEST(SandboxImage, needs_a_snapshot_that_is_finished_and_a_new_name) {
  Snapshotted account;
  account.image("base", account.source);
  EXPECT_EQ(account.post("/images/", body_of("x", "BRK-1S")).code(), "SNAPSHOT_NOT_FOUND");
  EXPECT_EQ(account.post("/images/", {{"image_name", "x"}}).code(), "VALIDATION_ERROR");
  const std::string young =
      account.post("/snapshots/", {{"instance_id", account.vm}, {"snapshot_name", "young"}})
          .body["snapshot"]["snapshot_id"];
  EXPECT_EQ(account.post("/images/", body_of("x", young)).code(), "INVALID_STATE");
  account.wait(5min);
  EXPECT_EQ(account.post("/images/", body_of("base", young)).code(), "NAME_ALREADY_EXISTS");
  EXPECT_EQ(account.post("/images/", body_of("a/b", young)).code(), "INVALID_NAME");
}

TEST(SandboxImage, boots_instances_in_its_own_region) {
  Snapshotted account;
  const std::string id =
      account.post("/images/", body_of("base", account.source)).body["image"]["image_id"];
  json wanted = account.legacy("copy");
  wanted.erase("os_image");
  wanted["image_id"] = id;
  EXPECT_EQ(account.post("/deploy/", wanted).code(), "INVALID_STATE") << "it is being made";
  account.wait(1min);
  const std::string copy = account.running(wanted);
  EXPECT_EQ(account.instance(copy)["image"]["name"], "base");
  wanted["vm_name"] = "elsewhere";
  wanted["region"] = "CANADA-1";
  EXPECT_EQ(account.post("/deploy/", wanted).code(), "INVALID_REGION");
  json modern = account.advanced("modern");
  modern.erase("os_image");
  modern["image_id"] = id;
  EXPECT_EQ(account.post("/deploy/", modern).code(), "UNSUPPORTED_FOR_TIER");
  wanted["region"] = "NORWAY-1";
  wanted["image_id"] = "BRK-1I";
  EXPECT_EQ(account.post("/deploy/", wanted).code(), "IMAGE_NOT_FOUND");
  wanted["image_id"] = id;
  wanted["os_image"] = "Debian 12";
  EXPECT_EQ(account.post("/deploy/", wanted).code(), "VALIDATION_ERROR") << "one boot source";
}

TEST(SandboxImage, its_instances_outlive_it) {
  Snapshotted account;
  const std::string id = account.image("base", account.source);
  json wanted = account.legacy("copy");
  wanted.erase("os_image");
  wanted["image_id"] = id;
  const std::string copy = account.running(wanted);
  account.remove("/images/" + id + "/");
  account.wait(5s);
  EXPECT_EQ(account.instance(copy)["status"], "ACTIVE");
  EXPECT_EQ(account.instance(copy)["image"]["name"], "base");
}

TEST(SandboxImage, is_related_to_its_snapshot) {
  Snapshotted account;
  const std::string path = "/snapshots/" + account.source + "/image-relationship/";
  json related = account.get(path).body;
  EXPECT_EQ(related["has_image"], false);
  EXPECT_EQ(related["image_id"], nullptr);
  const std::string id = account.image("base", account.source);
  related = account.get(path).body;
  EXPECT_EQ(related["snapshot_id"], account.source);
  EXPECT_EQ(related["has_image"], true);
  EXPECT_EQ(related["image_id"], id);
  EXPECT_EQ(related["image"]["name"], "base");
  EXPECT_EQ(account.get("/snapshots/BRK-1S/image-relationship/").code(), "SNAPSHOT_NOT_FOUND");
}

TEST(SandboxImage, is_related_to_many_snapshots_at_once) {
  Snapshotted account;
  const std::string other = account.snapshot("other", account.vm);
  const std::string id = account.image("base", account.source);
  const json answer = account
                          .post("/snapshots/image-relationships/",
                                {{"snapshot_ids", {account.source, other, "BRK-1S"}}})
                          .body["relationships"];
  ASSERT_EQ(answer.size(), 2U) << answer;
  EXPECT_EQ(answer[account.source]["image_id"], id);
  EXPECT_EQ(answer[other]["has_image"], false);
  EXPECT_EQ(account.post("/snapshots/image-relationships/").code(), "VALIDATION_ERROR");
}

TEST(SandboxImage, asking_for_relationships_changes_nothing) {
  Snapshotted account;
  const auto before = account.cloud.changes_accepted();
  account.post("/snapshots/image-relationships/", {{"snapshot_ids", {account.source}}});
  EXPECT_EQ(account.cloud.changes_accepted(), before);
}

TEST(SandboxImage, costs_nothing) {
  Snapshotted account;
  const auto before = account.cloud.burn_units();
  account.image("base", account.source);
  EXPECT_EQ(account.cloud.burn_units(), before);
}

}  // namespace
}  // namespace muster::sandbox
