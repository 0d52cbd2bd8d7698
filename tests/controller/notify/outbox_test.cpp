#include "controller/serve/outbox.hpp"

#include "api/net/seeded_random.hpp"
#include "api/net/task_group.hpp"
#include "tests/controller/notify/recording_transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OutboxTest : public ::testing::Test {
 protected:
  void push(const std::string& body, const std::string& key = "") {
    outbox.push(key, {.method = "POST", .target = "/hook", .body = body});
  }
  /// What is sent within the time, without being stopped.
  void let_run(Duration time) { EXPECT_TRUE(clock.run(run_for(outbox, clock, time))); }
  static Task<void> run_for(Outbox& box, net::SimClock& clock, Duration time) {
    auto stop = std::make_shared<net::StopFlag>();
    auto group = co_await net::TaskGroup::open();
    group.spawn(box.run(net::Context(stop)));
    co_await clock.sleep_for(time);
    stop->request();
    co_await group.join();
  }

  static Task<void> push_meanwhile(OutboxTest& test) {
    auto stop = std::make_shared<net::StopFlag>();
    auto group = co_await net::TaskGroup::open();
    group.spawn(test.outbox.run(net::Context(stop)));
    co_await test.clock.sleep_for(Duration(100));
    test.push("new", "key");
    co_await test.clock.sleep_for(hours(1));
    stop->request();
    co_await group.join();
  }

  net::SimClock clock;
  net::SeededRandom random{1};
  testing::RecordedServer server{clock};
  std::vector<std::string> problems;
  Outbox outbox{clock, random,
                std::make_unique<testing::RecordingTransport>(server, "https://secret.example"),
                "notification 1", [this](const std::string& text) { problems.push_back(text); }};
};

TEST_F(OutboxTest, sends_in_the_order_it_was_given) {
  push("a");
  push("b");
  let_run(seconds(1));
  EXPECT_THAT(server.bodies(), ElementsAre("a", "b"));
  EXPECT_TRUE(problems.empty());
}

TEST_F(OutboxTest, tries_again_with_growing_pauses_and_then_goes_on) {
  for (int i = 0; i < 4; ++i) server.replies.emplace_back(fail(Errc::connect_failed, "secret"));
  push("a");
  push("b");
  let_run(hours(1));
  EXPECT_THAT(server.bodies(), ElementsAre("a", "a", "a", "a", "a", "b"));
  for (std::size_t i = 1; i < 5; ++i) {
    const auto pause = server.seen[i].at - server.seen[i - 1].at;
    const auto doubled = seconds(1 << (i - 1));
    EXPECT_GE(pause, doubled / 2) << i;
    EXPECT_LE(pause, doubled) << i;
  }
}

TEST_F(OutboxTest, waits_as_long_as_the_server_asks) {
  server.replies.emplace_back(net::HttpResponse{.status = 429, .headers = {{"Retry-After", "90"}}});
  push("a");
  let_run(hours(1));
  ASSERT_EQ(server.seen.size(), 2U);
  EXPECT_GE(server.seen[1].at - server.seen[0].at, seconds(90));
}

TEST_F(OutboxTest, gives_up_at_once_what_is_refused) {
  server.replies.emplace_back(net::HttpResponse{.status = 404});
  push("a");
  push("b");
  let_run(seconds(1));
  EXPECT_THAT(server.bodies(), ElementsAre("a", "b"));
  EXPECT_THAT(problems,
              ElementsAre("notification 1 answers with status 404; a message was given up"));
}

TEST_F(OutboxTest, gives_up_after_many_tries_without_naming_the_server) {
  for (int i = 0; i < Outbox::tries_max; ++i)
    server.replies.emplace_back(fail(Errc::connect_failed, "cannot reach secret.example"));
  push("a");
  push("b");
  let_run(hours(24));
  EXPECT_EQ(server.seen.size(), static_cast<std::size_t>(Outbox::tries_max) + 1);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0], HasSubstr("cannot be reached; a message was given up after 20 tries"));
}

TEST_F(OutboxTest, the_oldest_are_dropped_when_too_many_wait) {
  server.silent = true;
  for (std::size_t i = 0; i < Outbox::waiting_max + 10; ++i) push(std::to_string(i));
  EXPECT_EQ(outbox.waiting(), Outbox::waiting_max);
  EXPECT_EQ(problems.size(), 1U);
  server.silent = false;
  let_run(seconds(1));
  EXPECT_EQ(server.bodies().front(), "10");
}

TEST_F(OutboxTest, a_newer_one_with_the_same_key_takes_its_place) {
  for (const auto* body : {"a", "b", "c"}) push(body, body[0] == 'b' ? "other" : "key");
  let_run(seconds(1));
  EXPECT_THAT(server.bodies(), ElementsAre("b", "c"));
}

TEST_F(OutboxTest, a_newer_one_replaces_what_is_being_tried_again) {
  server.replies.emplace_back(net::HttpResponse{.status = 500});
  push("old", "key");
  EXPECT_TRUE(clock.run(push_meanwhile(*this)));
  EXPECT_THAT(server.bodies(), ElementsAre("old", "new"));
}

TEST_F(OutboxTest, a_stop_ends_it_whatever_waits) {
  server.silent = true;
  push("a");
  push("b");
  let_run(Duration(1));
  EXPECT_EQ(server.seen.size(), 1U);
}

struct AddressCase {
  const char* url;
  const char* server;
  const char* target;
};

TEST(PostAddress, keeps_path_and_query_as_they_are_written) {
  for (const auto& c :
       {AddressCase{"https://h/a/b", "https://h", "/a/b"},
        AddressCase{"https://h", "https://h", "/"}, AddressCase{"https://h/a/", "https://h", "/a/"},
        AddressCase{"http://h:81/a?x=1/2&y=%20", "http://h:81", "/a?x=1/2&y=%20"},
        AddressCase{"https://h?x=1", "https://h", "/?x=1"}}) {
    const auto address = parse_post_address(c.url);
    ASSERT_TRUE(address) << c.url;
    EXPECT_EQ(net::host_and_port(address->server), net::host_and_port(*net::parse_url(c.server)));
    EXPECT_EQ(address->target, c.target) << c.url;
  }
  for (const auto* url :
       {"", "h/a", "ftp://h/a", "https://u:p@h/a", "https://h/a b", "https://h/#a"})
    EXPECT_FALSE(parse_post_address(url)) << url;
}

}  // namespace
}  // namespace muster
