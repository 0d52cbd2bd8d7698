// `muster run`: the built daemon against a folder, a git server and a sandbox, all real.

#include "tests/controller/source/support/git_world.hpp"
#include "tests/e2e/support/world.hpp"

#include <set>
#include <signal.h>

namespace muster::e2e {
namespace {

using Names = std::set<std::string>;

std::string volume(const std::string& name) {
  return "---\napiVersion: muster/v1\nkind: Volume\nmetadata: {name: " + name +
         "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n";
}

/// Looks every second, so that a test need not wait for a minute.
const std::string lively =
    "apiVersion: muster/v1\nkind: Project\nmetadata: {name: gpu}\nspec:\n  daemon: {interval: 1s}\n"
    "  api: {callsPerMinute: 0}\n";

class Daemon : public EndToEnd {
 protected:
  Daemon() {
    start_sandbox({"--time-scale", "1000"});
    write("muster.yaml", lively);
  }

  std::unique_ptr<Process> start(std::vector<std::string> flags = {}) {
    flags.insert(flags.begin(), {"run", "--listen", "127.0.0.1:0", "--log-format", "json"});
    return start_muster(std::move(flags));
  }
  static std::string told(const std::string& resource, const std::string& reason) {
    return R"("resource":")" + resource + R"(","reason":")" + reason + '"';
  }
  static std::string applied(const std::string& resource) { return told(resource, "Applied"); }

  Names volumes() {
    Names names;
    for (const auto& row : rows("volumes"))
      EXPECT_TRUE(names.insert(row["volume_name"]).second)
          << row["volume_name"] << " is there twice";
    return names;
  }
  std::string id_of(const std::string& name) {
    for (const auto& row : rows("volumes"))
      if (row["volume_name"] == name) return row["volume_id"];
    return {};
  }
};

TEST_F(Daemon, follows_its_folder_until_it_is_told_to_stop) {
  write("a.yaml", volume("a"));
  const auto daemon = start();
  ASSERT_TRUE(daemon->wait_for_output(applied("Volume/a")));
  write("b.yaml", volume("b"));
  ASSERT_TRUE(daemon->wait_for_output(applied("Volume/b")));
  remove("a.yaml");
  ASSERT_TRUE(daemon->wait_for_output(R"("message":"delete)"));
  daemon->signal(SIGTERM);
  const auto ended = daemon->wait();
  EXPECT_EQ(ended.exit, 0) << ended.err;
  EXPECT_EQ(volumes(), Names{"b"});
  EXPECT_EQ(muster({"plan", "--detailed-exitcode"}).exit, 0);
}

TEST_F(Daemon, undoes_what_somebody_did_by_hand) {
  write("wall.yaml",
        "apiVersion: muster/v1\nkind: Firewall\nmetadata: {name: wall}\nspec:\n  region: CANADA-1\n"
        "  rules: [{direction: ingress, protocol: tcp, ports: 22, cidr: 203.0.113.0/24}]\n");
  const auto daemon = start();
  ASSERT_TRUE(daemon->wait_for_output(applied("Firewall/wall")));
  const auto wall = rows("firewalls").front();
  const std::string id = wall["firewall_id"];
  const std::string rule = wall["rules"].front()["id"];
  api("DELETE", "/firewalls/" + id + "/rules/" + rule + "/");
  ASSERT_TRUE(daemon->wait_for_output(told("Firewall/wall", "Drift")));
  ASSERT_TRUE(daemon->wait_for_output(R"("message":"update /spec/rules)"));
  EXPECT_EQ(rows("firewalls").front()["rules"].size(), 1U);
}

TEST_F(Daemon, goes_on_with_the_last_good_manifests_when_new_ones_are_broken) {
  write("a.yaml", volume("a"));
  const auto daemon = start();
  ASSERT_TRUE(daemon->wait_for_output(applied("Volume/a")));
  write("b.yaml", "kind: Volume\n");
  ASSERT_TRUE(daemon->wait_for_output(told("Project", "InvalidManifests")));
  EXPECT_EQ(volumes(), Names{"a"});
  write("b.yaml", volume("b"));
  ASSERT_TRUE(daemon->wait_for_output(applied("Volume/b")));
}

TEST_F(Daemon, is_asked_before_it_deletes_more_than_the_limit) {
  write("some.yaml", volume("a") + volume("b") + volume("c") + volume("d"));
  write("rest.yaml", volume("e"));
  const auto daemon = start();
  ASSERT_TRUE(daemon->wait_for_output(applied("Volume/e")));
  remove("some.yaml");
  ASSERT_TRUE(daemon->wait_for_output(told("Project", "WaitingForApproval")));
  EXPECT_EQ(volumes().size(), 5U);
  const auto& out = daemon->out();
  const auto hash = out.substr(out.find("muster approve ") + 15, 12);
  const auto wrong = muster({"approve", "0123456789ab"});
  EXPECT_EQ(wrong.exit, 1) << wrong.out;
  const auto approved = muster({"approve", hash});
  ASSERT_EQ(approved.exit, 0) << approved.err;
  ASSERT_TRUE(
      daemon->wait_for_output(R"("resource":"Volume/d","reason":"Applied","message":"delete)"));
  EXPECT_EQ(volumes(), Names{"e"});
}

TEST_F(Daemon, keeps_its_hands_off_what_is_suspended) {
  write("a.yaml", volume("a"));
  const auto daemon = start();
  ASSERT_TRUE(daemon->wait_for_output(applied("Volume/a")));
  const auto suspended = muster({"suspend", "project", "--for", "2h", "--reason", "moving"});
  ASSERT_EQ(suspended.exit, 0) << suspended.err;
  write("b.yaml", volume("b"));
  const auto reconciled = muster({"reconcile", "--wait"});
  EXPECT_EQ(reconciled.exit, 0) << reconciled.err;
  EXPECT_EQ(volumes(), Names{"a"});
  ASSERT_EQ(muster({"resume", "project"}).exit, 0);
  ASSERT_TRUE(daemon->wait_for_output(applied("Volume/b")));
}

TEST_F(Daemon, killed_in_the_middle_of_a_plan_goes_on_where_it_was) {
  std::string text;
  Names wanted;
  for (int i = 0; i < 30; ++i) {
    wanted.insert("v" + std::to_string(i));
    text += volume("v" + std::to_string(i));
  }
  write("volumes.yaml", text);
  start_sandbox({"--time-scale", "50", "--latency", "20ms"});
  {
    const auto daemon = start();
    ASSERT_TRUE(daemon->wait_for_output("call_sent"));
    daemon->signal(SIGKILL);
    EXPECT_EQ(daemon->wait().exit, 128 + SIGKILL);
  }
  EXPECT_LT(rows("volumes").size(), wanted.size());
  const auto daemon = start();
  for (const auto& name : wanted)
    if (name == "v29") ASSERT_TRUE(daemon->wait_for_output("\"Volume/v29\""));
  ASSERT_EQ(muster({"reconcile", "--wait"}).exit, 0);
  EXPECT_EQ(volumes(), wanted);
}

TEST_F(Daemon, once_brings_the_account_in_order_and_ends) {
  write("a.yaml", volume("a"));
  const auto first = muster({"run", "--once"});
  EXPECT_EQ(first.exit, 0) << first.err;
  EXPECT_EQ(volumes(), Names{"a"});
  const auto second = muster({"run", "--once"});
  EXPECT_EQ(second.exit, 0) << second.err;
  EXPECT_EQ(second.out.find("call sent"), std::string::npos) << second.out;
}

TEST_F(Daemon, says_what_is_wrong_when_it_cannot_start) {
  write("a.yaml", "kind: Volume\n");
  EXPECT_EQ(muster({"run"}).exit, 65);
  write("a.yaml", volume("a"));
  for (const auto* address : {"9700", "localhost:", "127.0.0.1:99999", ":"}) {
    const auto run = muster({"run", "--listen", address});
    EXPECT_EQ(run.exit, 64) << address << run.err;
    EXPECT_NE(run.err.find("--listen wants HOST:PORT"), std::string::npos) << run.err;
  }
  environment["MUSTER_API_KEY"] = "";
  EXPECT_EQ(muster({"run"}).exit, 3);
}

TEST_F(Daemon, follows_a_branch_of_a_git_server_and_writes_down_the_commit) {
  const testing::GitWorld git;
  git.write("gpu/muster.yaml", lively);
  git.write("gpu/a.yaml", volume("a"));
  git.commit();
  const testing::HttpGitServer server(git);
  const auto daemon =
      start({"--git", server.url(), "--branch", "main", "--path", "gpu", "--poll", "1s"});
  ASSERT_TRUE(daemon->wait_for_output(applied("Volume/a"))) << daemon->out();
  git.write("gpu/b.yaml", volume("b"));
  const auto commit = git.commit();
  ASSERT_TRUE(daemon->wait_for_output(applied("Volume/b"))) << daemon->out();
  EXPECT_NE(daemon->out().find(R"("revision":")" + commit), std::string::npos) << daemon->out();
  const auto history = muster({"history", "-o", "json"});
  EXPECT_NE(history.out.find(commit), std::string::npos) << history.out << history.err;
  const auto why = muster({"why", "volume/b"});
  EXPECT_NE(why.out.find(" of revision " + commit.substr(0, 12)), std::string::npos) << why.out;
}

}  // namespace
}  // namespace muster::e2e
