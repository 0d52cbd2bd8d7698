#include "controller/serve/notifier.hpp"

#include "api/net/seeded_random.hpp"
#include "api/net/task_group.hpp"
#include "model/digest.hpp"
#include "tests/controller/notify/recording_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

NotificationTarget target(const std::string& url,
                          NotificationFormat format = NotificationFormat::generic) {
  NotificationTarget made;
  made.url.text = url;
  made.format = format;
  return made;
}

const DaemonStatus of_gpu{.project = "gpu"};

class NotifierTest : public ::testing::Test {
 protected:
  StatusEvent event(const std::string& reason, const std::string& message = "it did") {
    return {.number = ++number,
            .at = clock.wall_now(),
            .severity = EventSeverity::warning,
            .key = {Kind::virtual_machine, "trainer"},
            .reason = reason,
            .message = message,
            .revision = std::string(40, 'a'),
            .cycle = "1"};
  }
  void let_run(Duration time) { EXPECT_TRUE(clock.run(run_for(notifier, clock, time))); }
  static Task<void> run_for(Notifier& notifier, net::SimClock& clock, Duration time) {
    auto stop = std::make_shared<net::StopFlag>();
    auto group = co_await net::TaskGroup::open();
    group.spawn(notifier.run(net::Context(stop)));
    co_await clock.sleep_for(time);
    stop->request();
    co_await group.join();
  }

  std::uint64_t number = 0;
  net::SimClock clock;
  net::SeededRandom random{1};
  testing::RecordedServer server{clock};
  std::vector<std::string> problems;
  Notifier notifier{clock, random, server.transports(),
                    [this](const std::string& text) { problems.push_back(text); }};
};

TEST_F(NotifierTest, a_generic_target_gets_the_event_signed) {
  auto to = target("https://hooks.example/in?x=1");
  to.secret = SourcedText{.text = "s3cret"};
  notifier.set_targets({to});
  notifier.tell(event("Failed", "no \"room\""), of_gpu);
  let_run(seconds(1));
  ASSERT_THAT(server.seen, SizeIs(1));
  const auto& request = server.seen[0].request;
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/in?x=1");
  const auto body = value_from_json(request.body);
  ASSERT_TRUE(body) << request.body;
  EXPECT_EQ(*body->find("project")->get_if<std::string>(), "gpu");
  EXPECT_EQ(*body->find("reason")->get_if<std::string>(), "Failed");
  EXPECT_EQ(*body->find("message")->get_if<std::string>(), "no \"room\"");
  EXPECT_EQ(net::find_header(request.headers, "X-Muster-Signature-256").value_or(""),
            "sha256=" + hmac_sha256_hex("s3cret", request.body));
  EXPECT_EQ(net::find_header(request.headers, "X-Muster-Event").value_or(""), "Failed");
  EXPECT_THAT(request.body, Not(HasSubstr("s3cret")));
}

TEST_F(NotifierTest, slack_gets_a_text_that_cannot_mention_people) {
  notifier.set_targets({target("https://hooks.slack.example/T/B", NotificationFormat::slack)});
  notifier.tell(event("Failed", "<!channel> & more"), of_gpu);
  let_run(seconds(1));
  ASSERT_THAT(server.seen, SizeIs(1));
  EXPECT_EQ(server.seen[0].request.body,
            "{\"text\":\":warning: *gpu* VirtualMachine/trainer: Failed\\n&lt;!channel&gt; &amp; "
            "more\\nrevision aaaaaaaa\"}");
}

TEST_F(NotifierTest, what_is_about_the_project_names_it_once) {
  notifier.set_targets({target("https://hooks.slack.example/T/B", NotificationFormat::slack)});
  auto all = event("WaitingForApproval", "5 to delete");
  all.key = {Kind::project, ""};
  all.revision.clear();
  notifier.tell(all, of_gpu);
  let_run(seconds(1));
  EXPECT_THAT(server.bodies(),
              ElementsAre("{\"text\":\":warning: *gpu*: WaitingForApproval\\n5 to delete\"}"));
}

TEST_F(NotifierTest, the_same_object_revision_and_reason_is_told_once_a_day) {
  notifier.set_targets({target("https://hooks.example/in")});
  notifier.tell(event("Failed"), of_gpu);
  notifier.tell(event("Failed", "said in other words"), of_gpu);
  notifier.tell(event("Drift"), of_gpu);
  auto other = event("Failed");
  other.key.name = "other";
  notifier.tell(other, of_gpu);
  auto next = event("Failed");
  next.revision = std::string(40, 'b');
  notifier.tell(next, of_gpu);
  let_run(hours(25));
  EXPECT_THAT(server.seen, SizeIs(4));
  notifier.tell(event("Failed"), of_gpu);
  let_run(seconds(1));
  EXPECT_THAT(server.seen, SizeIs(5));
}

TEST_F(NotifierTest, one_target_that_fails_holds_up_no_other) {
  testing::RecordedServer dead(clock);
  dead.silent = true;
  Notifier both(
      clock, random,
      [&](const net::Url& url) {
        return url.host == "dead.example" ? dead.transports()(url) : server.transports()(url);
      },
      [](const std::string&) {});
  both.set_targets({target("https://dead.example/in"), target("https://hooks.example/in")});
  both.tell(event("Failed"), of_gpu);
  EXPECT_TRUE(clock.run(run_for(both, clock, seconds(1))));
  EXPECT_THAT(server.seen, SizeIs(1));
  EXPECT_THAT(dead.seen, SizeIs(1));
}

Task<void> change_targets(Notifier& notifier, net::SimClock& clock, StatusEvent first,
                          StatusEvent second) {
  auto stop = std::make_shared<net::StopFlag>();
  auto group = co_await net::TaskGroup::open();
  group.spawn(notifier.run(net::Context(stop)));
  notifier.tell(first, of_gpu);
  co_await clock.sleep_for(minutes(1));
  notifier.set_targets({target("https://b.example/in"), target("https://c.example/in")});
  notifier.tell(second, of_gpu);
  co_await clock.sleep_for(minutes(1));
  stop->request();
  co_await group.join();
}

TEST_F(NotifierTest, targets_change_while_it_runs) {
  notifier.set_targets({target("https://a.example/in"), target("https://b.example/in")});
  EXPECT_TRUE(clock.run(change_targets(notifier, clock, event("One"), event("Two"))));
  std::vector<std::string> servers;
  for (const auto& seen : server.seen)
    servers.push_back(
        seen.server.substr(8, 1) +
        std::string(net::find_header(seen.request.headers, "X-Muster-Event").value_or("")));
  EXPECT_THAT(servers, ::testing::UnorderedElementsAre("aOne", "bOne", "bTwo", "cTwo"));
}

TEST_F(NotifierTest, a_target_that_cannot_be_used_is_named_by_its_number_alone) {
  notifier.set_targets({target("slack.example/secret")});
  EXPECT_THAT(problems, ElementsAre("notification 1 (generic) is not sent: its url is no http or "
                                    "https URL"));
}

}  // namespace
}  // namespace muster
