#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

TEST(SandboxSshKey, is_there_at_once_and_gone_at_once) {
  Account account;
  const std::string id = account.key("laptop");
  const json key = account.get("/ssh-keys/" + id + "/").body["ssh_key"];
  EXPECT_EQ(key["name"], "laptop");
  EXPECT_EQ(key["public_key"], public_key);
  EXPECT_EQ(account.get("/ssh-keys/").body["ssh_keys"].size(), 1U);
  EXPECT_EQ(account.remove("/ssh-keys/" + id + "/").body["key_id"], id);
  EXPECT_EQ(account.get("/ssh-keys/" + id + "/").code(), "SSH_KEY_NOT_FOUND");
  EXPECT_EQ(account.get("/ssh-keys/").body["total"], 0);
}

TEST(SandboxSshKey, refuses_bad_names_and_keys) {
  Account account;
  account.key("laptop");
  const auto code = [&](std::string_view name, std::string_view key) {
    return account.post("/ssh-keys/", {{"name", name}, {"public_key", key}}).code();
  };
  EXPECT_EQ(code("laptop", public_key), "NAME_ALREADY_EXISTS");
  EXPECT_EQ(code("my laptop", public_key), "INVALID_NAME");
  EXPECT_EQ(code("new", "-----BEGIN OPENSSH PRIVATE KEY-----"), "VALIDATION_ERROR");
  EXPECT_EQ(code("new", "ssh-ed25519 rubbish!"), "VALIDATION_ERROR");
  EXPECT_EQ(code("new", "ssh-ed25519 AAAA\nssh-ed25519 AAAA"), "VALIDATION_ERROR");
  EXPECT_EQ(account.post("/ssh-keys/", {{"name", "new"}}).code(), "VALIDATION_ERROR");
}

TEST(SandboxSshKey, cannot_be_changed) {
  Account account;
  const std::string id = account.key("laptop");
  EXPECT_EQ(account.call("PUT", "/ssh-keys/" + id + "/", {{"name", "x"}}).status, 405);
}

TEST(SandboxSshKey, stays_on_instances_when_deleted) {
  Account account;
  const std::string instance = account.running(account.legacy("one"));
  const std::string key = account.get("/ssh-keys/").body["ssh_keys"][0]["id"];
  account.remove("/ssh-keys/" + key + "/");
  EXPECT_EQ(account.instance(instance)["ssh_key"][0]["name"], "default");
}

TEST(SandboxScript, is_created_changed_by_put_or_patch_and_deleted) {
  Account account;
  const std::string id =
      account.post("/scripts/", {{"name", "init"}, {"script", "echo 1"}}).body["script"]["id"];
  const std::string path = "/scripts/" + id + "/";
  EXPECT_TRUE(account.get(path).body["script"]["updated_at"].is_null());
  EXPECT_EQ(account.call("PUT", path, {{"script", "echo 2"}}).body["script"]["script"], "echo 2");
  EXPECT_EQ(account.call("PATCH", path, {{"name", "start"}}).status, 200);
  const json script = account.get(path).body["script"];
  EXPECT_EQ(script["name"], "start");
  EXPECT_EQ(script["script"], "echo 2");
  EXPECT_TRUE(script["updated_at"].is_string());
  EXPECT_EQ(account.remove(path).status, 200);
  EXPECT_EQ(account.get(path).code(), "SCRIPT_NOT_FOUND");
}

TEST(SandboxScript, renaming_frees_the_old_name_and_respects_the_others) {
  Account account;
  const auto create = [&](std::string_view name) {
    return account.post("/scripts/", {{"name", name}, {"script", "true"}});
  };
  const std::string id = create("one").body["script"]["id"];
  create("two");
  const std::string path = "/scripts/" + id + "/";
  EXPECT_EQ(account.call("PUT", path, {{"name", "two"}}).code(), "NAME_ALREADY_EXISTS");
  EXPECT_EQ(account.call("PUT", path, {{"name", "three"}}).status, 200);
  EXPECT_EQ(create("one").status, 200);
}

TEST(SandboxScript, many_are_deleted_together_or_not_at_all) {
  Account account;
  json ids = json::array();
  for (const auto name : {"a", "b", "c"})
    ids.push_back(
        account.post("/scripts/", {{"name", name}, {"script", "true"}}).body["script"]["id"]);
  EXPECT_EQ(account.call("DELETE", "/scripts/", {{"scripts", {ids[0], "BRK-1C"}}}).code(),
            "SCRIPT_NOT_FOUND");
  EXPECT_EQ(account.get("/scripts/").body["total"], 3);
  EXPECT_EQ(account.call("DELETE", "/scripts/", {{"scripts", {ids[0], ids[2]}}}).status, 200);
  EXPECT_EQ(account.get("/scripts/").body["total"], 1);
  EXPECT_EQ(account.call("DELETE", "/scripts/").code(), "VALIDATION_ERROR");
}

TEST(SandboxScript, is_accepted_by_advanced_deployments) {
  Account account;
  json wanted = account.advanced("one");
  wanted["script_id"] =
      account.post("/scripts/", {{"name", "init"}, {"script", "true"}}).body["script"]["id"];
  const std::string id = account.running(wanted);
  EXPECT_EQ(account.instance(id)["script_id"], wanted["script_id"]);
}

}  // namespace
}  // namespace muster::sandbox
