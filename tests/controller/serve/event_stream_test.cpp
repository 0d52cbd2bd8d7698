#include "controller/serve/event_stream.hpp"

#include "api/net/event_loop.hpp"
#include "api/net/http_client.hpp"
#include "api/net/real_clock.hpp"
#include "api/net/sim_clock.hpp"
#include "api/net/task_group.hpp"
#include "controller/serve/daemon_server.hpp"
#include "tests/controller/serve/fake_daemon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

class EventStreamTest : public testing::Test {
 protected:
  EventStreamTest() {
    daemon.shown.started_at = clock.wall_now();
    daemon.tell("first");
    daemon.tell("second");
  }
  /// Nothing when the stream has ended.
  std::string next(EventStream& stream) {
    auto piece = clock.run(stream.next(context));
    return piece && *piece ? **piece : "(end)";
  }

  net::SimClock clock;
  net::Context context;
  FakeDaemon daemon{clock};
};

TEST_F(EventStreamTest, begins_where_it_is_told_to_and_numbers_events_for_a_return) {
  EventStream stream(clock, daemon, 1);
  const auto text = next(stream);
  EXPECT_THAT(text,
              HasSubstr("retry: 3000\n\nid: 1767225600000-2\nevent: event\ndata: {\"number\":2"));
  EXPECT_THAT(text, HasSubstr("\"message\":\"second\""));
  EXPECT_THAT(text, EndsWith("event: change\ndata: {\"version\":2}\n\n"));
  EXPECT_THAT(text, Not(HasSubstr("first")));
}

TEST_F(EventStreamTest, silence_is_filled_with_comments) {
  EventStream stream(clock, daemon, 2);
  next(stream);
  const auto before = clock.now();
  EXPECT_EQ(next(stream), ": still here\n\n");
  EXPECT_EQ(clock.now() - before, stream_silence_max);
}

TEST_F(EventStreamTest, a_change_without_an_event_is_told_with_its_version) {
  EventStream stream(clock, daemon, 2);
  next(stream);
  daemon.change();
  EXPECT_EQ(next(stream), "event: change\ndata: {\"version\":3}\n\n");
}

TEST_F(EventStreamTest, events_that_are_no_longer_held_are_counted) {
  daemon.tell("third");
  daemon.shown.events.pop_front();
  daemon.shown.events.pop_front();
  EventStream stream(clock, daemon, 0);
  EXPECT_THAT(next(stream),
              HasSubstr("event: missed\ndata: {\"count\":2}\n\nid: 1767225600000-3\n"));
}

TEST_F(EventStreamTest, ends_when_the_server_stops) {
  EventStream stream(clock, daemon, 2);
  next(stream);
  context.stop_flag()->request();
  EXPECT_EQ(next(stream), "(end)");
}

TEST_F(EventStreamTest, an_id_of_an_earlier_daemon_means_from_the_start) {
  const auto start = daemon.shown.started_at;
  EXPECT_EQ(event_seen("1767225600000-2", start), 2U);
  EXPECT_EQ(event_seen("1767225599999-500", start), 0U);
  for (const char* id : {"", "2", "-2", "x-2", "1767225600000--2", "1767225600000-2x"})
    EXPECT_EQ(event_seen(id, start), std::nullopt) << id;
}

struct Wire {
  net::EventLoop loop;
  net::RealClock clock;
  FakeDaemon daemon{clock};
  DaemonServer server{clock, daemon, {.token = "right"}};
  Result<net::HttpResponse> answer;
};

Task<void> read_stream(Wire& wire) {
  const auto url = net::parse_url(wire.server.url()).value();
  const auto client = net::HttpClient::create(wire.clock, url, {}).value();
  const std::string last = std::to_string(wire.daemon.shown.started_at.time_since_epoch().count());
  net::HttpRequest request{"GET",
                           "/api/v1/events",
                           {{"Authorization", "Bearer right"},
                            {"Accept", "text/event-stream"},
                            {"Last-Event-ID", last + "-1"}},
                           {}};
  wire.answer = co_await client->send(net::Context(), std::move(request));
}

/// Tells something while the stream is open, then stops the server, which ends the stream.
Task<void> tell_and_stop(Wire& wire, net::TaskGroup& group) {
  const auto listening = co_await wire.server.listen();
  EXPECT_TRUE(listening.has_value());
  group.spawn(wire.server.serve(net::Context()));
  group.spawn(read_stream(wire));
  while (wire.daemon.watchers == 0) co_await wire.clock.sleep_for(Duration(1));
  wire.daemon.tell("while it is open");
  while (wire.daemon.watchers < 2) co_await wire.clock.sleep_for(Duration(1));
  wire.server.stop();
}

TEST(EventStreamOverHttp, goes_on_after_the_last_event_and_ends_with_the_server) {
  Wire wire;
  wire.daemon.tell("known");
  wire.daemon.tell("missed meanwhile");
  wire.loop.run(
      net::in_task_group([&](net::TaskGroup& group) { return tell_and_stop(wire, group); }));
  ASSERT_TRUE(wire.answer.has_value()) << wire.answer.error().text();
  EXPECT_EQ(net::find_header(wire.answer->headers, "Content-Type"), "text/event-stream");
  EXPECT_THAT(wire.answer->body, HasSubstr("missed meanwhile"));
  EXPECT_THAT(wire.answer->body, HasSubstr("while it is open"));
  EXPECT_THAT(wire.answer->body, Not(HasSubstr("known")));
}

}  // namespace
}  // namespace muster
