// The daemon seen from outside: its HTTP API, and the verbs that talk to it.

#include "api/net/event_loop.hpp"
#include "api/net/http_client.hpp"
#include "api/net/real_clock.hpp"
#include "tests/api/net/notify_peer.hpp"
#include "tests/e2e/support/fleet.hpp"

#include <fstream>
#include <iterator>
#include <signal.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>

#include <gmock/gmock.h>

namespace muster::e2e {
namespace {

using testing::HasSubstr;

class DaemonApi : public Fleet {
 protected:
  void start_daemon() {
    daemon_ = start_muster({"run", "--listen", "127.0.0.1:0"});
    const std::string mark = "listening on ";
    ASSERT_TRUE(daemon_->wait_for_output(mark)) << daemon_->wait().err;
    ASSERT_TRUE(daemon_->wait_for_output("\n"));
    const auto start = daemon_->out().find(mark) + mark.size();
    url_ = daemon_->out().substr(start, daemon_->out().find('\n', start) - start);
  }
  Finished stop_daemon() {
    daemon_->signal(SIGTERM);
    return daemon_->wait();
  }

  std::string token() const {
    std::ifstream in(folder / ".muster/daemon.token");
    std::string line;
    std::getline(in, line);
    return line;
  }

  net::HttpResponse ask(const std::string& method, const std::string& target,
                        net::Headers headers = {}, const std::string& body = "") {
    net::EventLoop loop;
    net::RealClock clock;
    auto client = net::HttpClient::create(clock, net::parse_url(url_).value(), {}).value();
    headers.emplace_back("Authorization", "Bearer " + token());
    net::HttpRequest request{method, target, std::move(headers), body};
    auto answer = loop.run(client->send(net::Context(), std::move(request)));
    if (!answer) throw std::runtime_error(answer.error().text());
    return *std::move(answer);
  }
  nlohmann::json document(const std::string& target) {
    return nlohmann::json::parse(ask("GET", target).body);
  }

  void write_volume(const std::string& name) {
    write(name + ".yaml",
          "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: " + name +
              "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}\n");
  }
  bool has_volume(const std::string& name) {
    for (const auto& row : rows("volumes"))
      if (row["volume_name"] == name) return true;
    return false;
  }

  std::unique_ptr<Process> daemon_;
  std::string url_;
};

TEST_F(DaemonApi, shows_and_does_what_it_is_asked) {
  start_fast_sandbox();
  write_volume("first");
  start_daemon();
  const auto reconciled = muster({"reconcile", "--wait"});
  ASSERT_EQ(reconciled.exit, 0) << reconciled.err << daemon_->out();
  EXPECT_TRUE(has_volume("first"));
  EXPECT_EQ(ask("GET", "/livez").status, 200);
  EXPECT_EQ(ask("GET", "/readyz").status, 200);
  EXPECT_THAT(
      ask("GET", "/metrics").body,
      HasSubstr("muster_resource_condition{kind=\"Volume\",name=\"first\",type=\"Ready\"} 1"));
  EXPECT_THAT(ask("GET", "/").body, HasSubstr("Volume/first"));
  EXPECT_EQ(document("/api/v1/projects")["projects"][0]["name"], "test");
  const auto resources = ask("GET", "/api/v1/resources");
  const std::string tag(net::find_header(resources.headers, "ETag").value_or(""));
  EXPECT_EQ(ask("GET", "/api/v1/resources", {{"If-None-Match", tag}}).status, 304);
  const auto status = muster({"status"});
  EXPECT_EQ(status.exit, 0) << status.err;
  EXPECT_THAT(status.out, HasSubstr("test: ready"));
  EXPECT_THAT(status.out, HasSubstr("1 of 1 as the manifests say"));
  const auto json = muster({"status", "-o", "json"});
  EXPECT_EQ(nlohmann::json::parse(json.out)["resources"][0]["name"], "first") << json.err;
  EXPECT_EQ(stop_daemon().exit, 0);
  EXPECT_FALSE(std::filesystem::exists(folder / ".muster/daemon.json"));
}

TEST_F(DaemonApi, keeps_its_hands_off_what_is_suspended_until_it_is_resumed) {
  start_fast_sandbox();
  write_volume("first");
  start_daemon();
  ASSERT_EQ(muster({"reconcile", "--wait"}).exit, 0);
  const auto suspended =
      muster({"suspend", "project", "--for", "2h", "--reason", "the provider moves"});
  ASSERT_EQ(suspended.exit, 0) << suspended.err;
  EXPECT_THAT(suspended.out, HasSubstr("The whole project is suspended until 2"));
  write_volume("second");
  EXPECT_EQ(muster({"reconcile", "--wait"}).exit, 0);
  EXPECT_FALSE(has_volume("second"));
  EXPECT_THAT(muster({"status"}).out, HasSubstr("the whole project, since"));
  const auto resumed = muster({"resume", "project"});
  ASSERT_EQ(resumed.exit, 0) << resumed.err;
  EXPECT_EQ(muster({"reconcile", "--wait"}).exit, 0);
  EXPECT_TRUE(has_volume("second"));
  EXPECT_EQ(muster({"resume", "project"}).exit, 1) << "it is not suspended any more";
  EXPECT_EQ(muster({"suspend", "volume/none", "--reason", "x"}).exit, 1);
  EXPECT_EQ(muster({"suspend", "project"}).exit, 64) << "without a reason";
}

TEST_F(DaemonApi, performs_a_plan_that_waits_once_it_is_approved) {
  start_fast_sandbox();
  const std::vector<std::string> names = {"a", "b", "c", "d", "e"};
  for (const auto& name : names) write_volume(name);
  start_daemon();
  ASSERT_EQ(muster({"reconcile", "--wait"}).exit, 0);
  for (const auto& name : names)
    if (name != "a") remove(name + ".yaml");
  ASSERT_EQ(muster({"reconcile", "--wait"}).exit, 0);
  EXPECT_TRUE(has_volume("b")) << "four deletions are too many";
  const auto status = muster({"status"});
  EXPECT_THAT(status.out, HasSubstr("waits for approval. "));
  std::string hash;
  for (const auto& plan : document("/api/v1/plans")["plans"])
    if (plan["phase"] == "waiting") hash = plan["hash"];
  ASSERT_FALSE(hash.empty()) << status.out;
  EXPECT_EQ(muster({"approve", "000000"}).exit, 1);
  EXPECT_EQ(muster({"approve", hash.substr(0, 3)}).exit, 64);
  EXPECT_THAT(muster({"status", "--plan", hash.substr(0, 12)}).out, HasSubstr("Volume/b"));
  const auto approved = muster({"approve", hash.substr(0, 12)});
  ASSERT_EQ(approved.exit, 0) << approved.err;
  ASSERT_EQ(muster({"reconcile", "--wait"}).exit, 0);
  EXPECT_FALSE(has_volume("b"));
  EXPECT_TRUE(has_volume("a"));
}

TEST_F(DaemonApi, tells_what_happens_while_it_happens_until_it_is_stopped) {
  start_fast_sandbox();
  write_volume("first");
  start_daemon();
  ASSERT_EQ(muster({"reconcile", "--wait"}).exit, 0);
  boost::asio::ip::tcp::iostream stream("127.0.0.1", url_.substr(url_.rfind(':') + 1));
  stream << "GET /api/v1/events HTTP/1.0\r\nAccept: text/event-stream\r\n"
         << "Authorization: Bearer " << token() << "\r\n\r\n"
         << std::flush;
  std::string line;
  while (std::getline(stream, line) && line != "event: change") {
  }
  write_volume("second");
  while (std::getline(stream, line) && line.find("\"name\":\"second\"") == std::string::npos) {
  }
  EXPECT_THAT(line, HasSubstr("data: {\"number\":"));
  daemon_->signal(SIGTERM);
  while (std::getline(stream, line)) {
  }
  EXPECT_EQ(daemon_->wait().exit, 0);
}

TEST_F(DaemonApi, tells_the_service_manager_when_it_is_ready_well_and_stopping) {
  start_fast_sandbox();
  write_volume("first");
  const auto name = "@muster-e2e" + std::to_string(::getpid());
  net::NotifyPeer manager(name);
  environment["NOTIFY_SOCKET"] = name;
  environment["WATCHDOG_USEC"] = "100000";
  start_daemon();
  EXPECT_TRUE(manager.hears("READY=1\nSTATUS=follows "));
  EXPECT_TRUE(manager.hears("WATCHDOG=1"));
  EXPECT_TRUE(manager.hears("STATUS=Applied: "));
  daemon_->signal(SIGTERM);
  EXPECT_TRUE(manager.hears("STOPPING=1"));
  EXPECT_EQ(daemon_->wait().exit, 0);
}

TEST_F(DaemonApi, verbs_say_what_to_do_when_no_daemon_runs) {
  start_fast_sandbox();
  const std::vector<std::vector<std::string>> verbs = {{"status"},
                                                       {"reconcile", "--wait"},
                                                       {"resume", "project"},
                                                       {"approve", "abcdef"},
                                                       {"suspend", "project", "--reason", "x"}};
  for (const auto& verb : verbs) {
    const auto run = muster(verb);
    EXPECT_EQ(run.exit, 1) << verb.front();
    EXPECT_THAT(run.err, HasSubstr("no daemon runs for this project: `muster run` starts one"));
  }
  write_volume("first");
  start_daemon();
  daemon_->signal(SIGKILL);
  daemon_->wait();
  const auto run = muster({"status"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_THAT(run.err, HasSubstr("no daemon answers at " + url_));
}

}  // namespace
}  // namespace muster::e2e
