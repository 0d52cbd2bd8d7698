// `muster run` between a forge and its people: hooks in, notifications and commit statuses out.

#include "api/net/event_loop.hpp"
#include "api/net/http_client.hpp"
#include "api/net/real_clock.hpp"
#include "model/digest.hpp"
#include "tests/controller/source/support/git_world.hpp"
#include "tests/e2e/support/world.hpp"

#include <signal.h>
#include <sstream>

#include <gmock/gmock.h>

namespace muster::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DaemonForge : public EndToEnd {
 protected:
  DaemonForge() {
    start_sandbox({"--time-scale", "1000"});
    receiver_.wait_for_output("\n");
    std::istringstream said(receiver_.out());
    std::string word;
    said >> word >> port_;
    environment["CHAT_URL"] = "http://127.0.0.1:" + port_ + "/chat/s3cret-path";
    environment["CHAT_KEY"] = "chat-key";
    environment["FORGE_TOKEN"] = "forge-t0ken";
    environment["MUSTER_HOOK_GITHUB_SECRET"] = "hook-secret";
    git_.write("muster.yaml",
               "apiVersion: muster/v1\nkind: Project\nmetadata: {name: gpu}\nspec:\n"
               "  api: {callsPerMinute: 0}\n  daemon:\n    interval: 1s\n"
               "    notifications:\n      - {url: {env: CHAT_URL}, secret: {env: CHAT_KEY}}\n"
               "    commitStatus: {forge: github, api: 'http://127.0.0.1:" +
                   port_ + "', repository: team/infra, token: {env: FORGE_TOKEN}}\n");
  }

  void start_daemon() {
    // Nothing but a hook makes it look again within the test.
    daemon_ =
        start_muster({"run", "--listen", "127.0.0.1:0", "--git", server_.url(), "--poll", "1h"});
    const std::string mark = "listening on ";
    ASSERT_TRUE(daemon_->wait_for_output(mark)) << daemon_->wait().err;
    ASSERT_TRUE(daemon_->wait_for_output("\n"));
    const auto start = daemon_->out().find(mark) + mark.size();
    url_ = daemon_->out().substr(start, daemon_->out().find('\n', start) - start);
  }
  void write_volume(const std::string& name) {
    git_.write(name + ".yaml", "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: " + name +
                                   "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: "
                                   "100GB}\n");
  }
  int post_hook(const std::string& secret, const std::string& body) {
    net::EventLoop loop;
    net::RealClock clock;
    auto client = net::HttpClient::create(clock, net::parse_url(url_).value(), {}).value();
    net::HttpRequest request{.method = "POST", .target = "/hook/github", .body = body};
    request.headers = {{"X-GitHub-Event", "push"},
                       {"X-Hub-Signature-256", "sha256=" + hmac_sha256_hex(secret, body)}};
    auto answer = loop.run(client->send(net::Context(), std::move(request)));
    return answer ? answer->status : 0;
  }
  /// Blocks until it was posted that the commit is in this state.
  bool has_status(const std::string& commit, const std::string& state) {
    return receiver_.wait_for_output("/repos/team/infra/statuses/" + commit +
                                     R"(", "body": "{\"state\":\")" + state);
  }
  /// What was posted whose body has the text.
  std::vector<nlohmann::json> posts_with(const std::string& text) {
    std::vector<nlohmann::json> found;
    std::istringstream lines(receiver_.out());
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("{")) continue;
      auto post = nlohmann::json::parse(line);
      if (post["body"].get<std::string>().find(text) != std::string::npos)
        found.push_back(std::move(post));
    }
    return found;
  }

  testing::GitWorld git_;
  testing::HttpGitServer server_{git_};
  Process receiver_{{"/usr/bin/python3", MUSTER_SOURCE_DIR "/tests/e2e/support/receiver"},
                    folder,
                    {{"PATH", "/usr/bin:/bin"}}};
  std::string port_;
  std::string url_;
  std::unique_ptr<Process> daemon_;
};

TEST_F(DaemonForge, a_signed_hook_brings_the_commit_and_its_outcome_is_told) {
  write_volume("a");
  const auto first = git_.commit();
  start_daemon();
  ASSERT_TRUE(has_status(first, "success")) << receiver_.out() << daemon_->out();

  write_volume("b");
  const auto second = git_.commit();
  EXPECT_EQ(post_hook("wrong", "{}"), 401);
  EXPECT_EQ(post_hook("hook-secret", R"({"ref":"refs/heads/main"})"), 202);
  ASSERT_TRUE(has_status(second, "success")) << receiver_.out() << daemon_->out();
  EXPECT_EQ(rows("volumes").size(), 2U);

  const auto told = posts_with("Applied");
  ASSERT_EQ(told.size(), 2U) << receiver_.out();
  EXPECT_EQ(told[0]["path"], "/chat/s3cret-path");
  EXPECT_EQ(told[0]["headers"]["x-muster-signature-256"],
            "sha256=" + hmac_sha256_hex("chat-key", told[0]["body"].get<std::string>()));
  const auto event = nlohmann::json::parse(told[1]["body"].get<std::string>());
  EXPECT_EQ(event["project"], "gpu");
  EXPECT_EQ(event["name"], "b");
  EXPECT_EQ(event["revision"], second);
  EXPECT_EQ(posts_with("success")[0]["headers"]["authorization"], "Bearer forge-t0ken");
}

TEST_F(DaemonForge, a_commit_that_cannot_be_used_fails_at_the_forge_and_changes_nothing) {
  write_volume("a");
  const auto first = git_.commit();
  start_daemon();
  ASSERT_TRUE(has_status(first, "success"));
  git_.write("a.yaml", "kind: [Volume\n");
  const auto broken = git_.commit();
  EXPECT_EQ(post_hook("hook-secret", "{}"), 202);
  ASSERT_TRUE(has_status(broken, "failure")) << receiver_.out() << daemon_->out();
  EXPECT_EQ(rows("volumes").size(), 1U);
  ASSERT_TRUE(receiver_.wait_for_output("InvalidManifests"));
  daemon_->signal(SIGTERM);
  const auto ended = daemon_->wait();
  EXPECT_EQ(ended.exit, 0) << ended.err;
  for (const auto* secret : {"s3cret-path", "chat-key", "forge-t0ken", "hook-secret"}) {
    EXPECT_THAT(ended.out, Not(HasSubstr(secret)));
    EXPECT_THAT(ended.err, Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace muster::e2e
