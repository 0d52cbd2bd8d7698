#include "api/sandbox/store.hpp"

#include "tests/api/sandbox/account.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class SandboxStore : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "muster-sandbox-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }

  fs::path file() const { return directory_ / "state"; }
  std::string content() const {
    std::ifstream in(file(), std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  void write(const std::string& text) const { std::ofstream(file(), std::ios::binary) << text; }
  Errc open_error() const {
    Account account;
    const auto store = Store::open(file(), account.cloud);
    return store ? Errc::internal : store.error().code();
  }

  fs::path directory_;
};

std::string everything(Account& account) {
  std::string out;
  for (const auto path : {"/instances/", "/volumes/", "/firewalls/", "/ssh-keys/", "/scripts/",
                          "/snapshots/", "/images/", "/credit-balance/", "/gpu-stocks/"}) {
    json body = account.get(path).body;
    body.erase("request_id");
    out += body.dump() + "\n";
  }
  return out;
}

TEST_F(SandboxStore, remembers_everything_that_was_saved) {
  Account account;
  Account again;
  const std::string before = [&] {
    Store store = *Store::open(file(), account.cloud);
    json wanted = account.legacy("one");
    wanted["enable_public_ip"] = true;
    wanted["security_rules"] = json::array({ssh_rule});
    wanted["user_data"] = "#cloud-config";
    const std::string instance = account.running(wanted);
    EXPECT_TRUE(store.save(account.cloud));
    const std::string volume = account.volume("data");
    account.post("/instances/" + instance + "/attach-volumes/", {{"volume_ids", {volume}}});
    const std::string firewall = account.firewall("web");
    account.post("/firewalls/" + firewall + "/attach/", {{"instance_ids", {instance}}});
    account.post("/scripts/", {{"name", "s"}, {"script", "echo \"\n\xC3\xA9\""}});
    account.remove("/volumes/" + account.volume("gone") + "/");
    account.image("base", account.snapshot("nightly", instance));
    account.wait(1h);
    EXPECT_TRUE(store.save(account.cloud));
    return everything(account);
  }();
  ASSERT_TRUE(Store::open(file(), again.cloud));
  again.now = account.now;
  EXPECT_EQ(everything(again), before);
  EXPECT_EQ(again.cloud.objects(), account.cloud.objects());
}

TEST_F(SandboxStore, transitions_go_on_where_they_were) {
  Account account;
  std::string id;
  {
    Store store = *Store::open(file(), account.cloud);
    id = account.post("/deploy/", account.legacy("one")).body["instance_id"];
    account.wait(60s);
    ASSERT_TRUE(store.save(account.cloud));
  }
  Account again;
  ASSERT_TRUE(Store::open(file(), again.cloud));
  again.now = account.now;
  EXPECT_EQ(again.status(id), "BUILD");
  again.wait(120s - 1ms);
  EXPECT_EQ(again.status(id), "BUILD");
  again.wait(1ms);
  EXPECT_EQ(again.status(id), "ACTIVE");
}

TEST_F(SandboxStore, what_became_due_while_it_was_off_happened_at_its_time) {
  Account account;
  std::string id;
  {
    Store store = *Store::open(file(), account.cloud);
    id = account.post("/deploy/", account.legacy("one")).body["instance_id"];
    ASSERT_TRUE(store.save(account.cloud));
  }
  Account again;
  ASSERT_TRUE(Store::open(file(), again.cloud));
  again.now = account.now;
  again.wait(3min + 1h);
  EXPECT_EQ(again.status(id), "ACTIVE");
  EXPECT_DOUBLE_EQ(again.get("/credit-balance/").body["balance"], 1000 - 2.29);
}

TEST_F(SandboxStore, new_ids_do_not_repeat_old_ones) {
  Account account;
  std::string id;
  {
    Store store = *Store::open(file(), account.cloud);
    id = account.key("one");
    account.remove("/ssh-keys/" + id + "/");
    ASSERT_TRUE(store.save(account.cloud));
  }
  Account again;
  ASSERT_TRUE(Store::open(file(), again.cloud));
  EXPECT_NE(again.key("one"), id);
}

TEST_F(SandboxStore, each_saved_change_is_in_the_file_at_once) {
  Account account;
  Store store = *Store::open(file(), account.cloud);
  account.key("laptop");
  ASSERT_TRUE(store.save(account.cloud));
  EXPECT_NE(content().find("laptop"), std::string::npos);
  const std::string before = content();
  account.get("/ssh-keys/");
  ASSERT_TRUE(store.save(account.cloud));
  EXPECT_EQ(content(), before) << "reading writes nothing";
}

TEST_F(SandboxStore, drops_a_last_line_that_was_cut_off) {
  {
    Account account;
    Store store = *Store::open(file(), account.cloud);
    account.key("kept");
    ASSERT_TRUE(store.save(account.cloud));
    account.key("lost");
    ASSERT_TRUE(store.save(account.cloud));
  }
  const std::string text = content();
  write(text.substr(0, text.size() - 10));
  Account again;
  ASSERT_TRUE(Store::open(file(), again.cloud));
  ASSERT_EQ(again.cloud.objects().size(), 1U);
  EXPECT_EQ(again.cloud.objects()[0].name, "kept");
  EXPECT_TRUE(content().ends_with('\n'));
}

TEST_F(SandboxStore, refuses_a_file_that_is_damaged_or_not_its_own) {
  write("");
  EXPECT_EQ(open_error(), Errc::corrupt);
  write("hello\n");
  EXPECT_EQ(open_error(), Errc::corrupt);
  write("{\"muster_sandbox\":2}\n");
  EXPECT_EQ(open_error(), Errc::unsupported_version);
  const std::string header = "{\"muster_sandbox\":1}\n";
  for (const auto line : {"{", "[]", "null", "{\"put\":[{\"kind\":\"boat\",\"object\":{}}]}",
                          "{\"put\":[{\"kind\":\"volume\",\"object\":{\"id\":7}}]}", "{\"put\":3}",
                          "{\"account\":{}}"}) {
    write(header + line + "\n");
    EXPECT_EQ(open_error(), Errc::corrupt) << line;
  }
}

TEST_F(SandboxStore, names_the_damaged_line) {
  write("{\"muster_sandbox\":1}\n{}\n{oops}\n");
  Account account;
  const auto store = Store::open(file(), account.cloud);
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().text().find("state:3"), std::string::npos) << store.error().text();
}

TEST_F(SandboxStore, serves_one_sandbox_at_a_time) {
  Account account;
  Store store = *Store::open(file(), account.cloud);
  EXPECT_EQ(open_error(), Errc::locked);
}

TEST_F(SandboxStore, says_when_the_file_cannot_be_written) {
  Account account;
  const auto store = Store::open(directory_ / "no" / "such" / "folder", account.cloud);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), Errc::io);
}

}  // namespace
}  // namespace muster::sandbox
