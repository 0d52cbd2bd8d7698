#include "api/net/task_group.hpp"
#include "api/net/timeout.hpp"
#include "tests/api/net/raw_peer.hpp"
#include "tests/api/net/test_world.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::net {
namespace {

using testing::HasSubstr;

constexpr const char* ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Sends requests of these methods one after the other to a peer that follows `script`.
struct Exchanges {
  std::vector<Result<HttpResponse>> results;
  std::vector<std::string> requests;
  int connections = 0;
};

struct Setup {
  std::vector<RawPeer::Answer> script;
  std::vector<std::string> methods;
  HttpClientOptions options = {};
  std::string body = "";
};

Task<void> exchange_all(RealClock& clock, Setup& setup, Exchanges& seen, TaskGroup& group) {
  RawPeer peer(setup.script);
  co_await peer.open();
  auto client = client_of(clock, peer.port(), setup.options);
  // The peer lives in this frame: its own group ends before it does.
  auto serving = [&](TaskGroup& inner) -> Task<void> {
    inner.spawn(peer.serve());
    for (const std::string& method : setup.methods) {
      HttpRequest request{method, "/thing?key=private", {}, setup.body};
      auto result = co_await client->send(Context(), std::move(request));
      seen.results.push_back(std::move(result));
    }
    inner.cancel();
  };
  co_await in_task_group(serving);
  seen.requests = peer.requests();
  seen.connections = peer.connections();
  group.cancel();
}

Exchanges exchange(Setup setup) {
  EventLoop loop;
  RealClock clock;
  Exchanges seen;
  auto body = [&](TaskGroup& group) { return exchange_all(clock, setup, seen, group); };
  loop.run(in_task_group(body));
  return seen;
}

Errc code_of(const Result<HttpResponse>& result) {
  return result ? Errc::internal : result.error().code();
}

TEST(HttpFailure, answers_map_to_the_contract) {
  struct Case {
    const char* reason;
    RawPeer::Answer answer;
    const char* method;
    Errc code;
    const char* text;
  };
  const Case cases[] = {
      {"closed without an answer",
       {""},
       "POST",
       Errc::unknown_outcome,
       "closed the connection without an answer"},
      {"the same for a read", {""}, "GET", Errc::unknown_outcome, "closed the connection"},
      {"reset after the request", {"", true}, "POST", Errc::unknown_outcome, "may have acted"},
      {"header cut short",
       {"HTTP/1.1 200 OK\r\nConte"},
       "POST",
       Errc::unknown_outcome,
       "cut short"},
      {"body cut short",
       {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"},
       "POST",
       Errc::unknown_outcome,
       "cut short"},
      {"chunk cut short",
       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"},
       "POST",
       Errc::unknown_outcome,
       "cut short"},
      {"not HTTP", {"SSH-2.0-OpenSSH_9.2\r\n"}, "GET", Errc::protocol, "cannot be used"},
      {"a length that is none",
       {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"},
       "GET",
       Errc::protocol,
       "cannot be used"},
      {"two lengths",
       {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"},
       "GET",
       Errc::protocol,
       "cannot be used"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.reason);
    const auto seen = exchange({{c.answer}, {c.method}});
    ASSERT_EQ(seen.results.size(), 1U);
    ASSERT_EQ(code_of(seen.results[0]), c.code);
    EXPECT_THAT(seen.results[0].error().text(), HasSubstr(c.text));
    EXPECT_THAT(seen.results[0].error().text(), HasSubstr("/thing to 127.0.0.1:"));
    EXPECT_THAT(seen.results[0].error().text(), Not(HasSubstr("private")));
  }
}

TEST(HttpFailure, a_body_over_the_limit_is_refused_by_length_and_by_count) {
  HttpClientOptions options;
  options.body_bytes_max = 8;
  for (const char* answer :
       {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n0\r\n\r\n"}) {
    SCOPED_TRACE(answer);
    const auto seen = exchange({{{answer}}, {"GET"}, options});
    ASSERT_EQ(code_of(seen.results[0]), Errc::protocol);
    EXPECT_THAT(seen.results[0].error().text(), HasSubstr("larger"));
  }
}

TEST(HttpFailure, a_header_without_end_is_refused) {
  const auto seen = exchange({{{"HTTP/1.1 200 OK\r\nX: " + std::string(100000, 'x')}}, {"GET"}});
  ASSERT_EQ(code_of(seen.results[0]), Errc::protocol);
  EXPECT_THAT(seen.results[0].error().text(), HasSubstr("header is larger"));
}

TEST(HttpFailure, silence_after_the_request_is_an_unknown_outcome) {
  HttpClientOptions options;
  options.request_timeout = Duration(50);
  RawPeer::Answer silent{"", false, true};
  const auto seen = exchange({{silent}, {"POST"}, options});
  ASSERT_EQ(code_of(seen.results[0]), Errc::unknown_outcome);
  EXPECT_THAT(seen.results[0].error().text(), HasSubstr("in time"));
}

TEST(HttpFailure, interim_answers_are_skipped_up_to_a_limit) {
  const std::string interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
  const auto fine = exchange({{{interim + interim + ok}}, {"GET"}});
  ASSERT_TRUE(fine.results[0].has_value());
  EXPECT_EQ(fine.results[0]->body, "ok");
  std::string endless;
  for (int i = 0; i < 50; ++i) endless += interim;
  EXPECT_EQ(code_of(exchange({{{endless + ok}}, {"GET"}}).results[0]), Errc::protocol);
}

TEST(HttpFailure, chunked_answers_and_answers_until_the_end_are_read) {
  const auto chunked = exchange(
      {{{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"}},
       {"GET"}});
  EXPECT_EQ(chunked.results[0].value().body, "abc");
  const auto until_end = exchange({{{"HTTP/1.1 200 OK\r\n\r\nabc"}}, {"GET"}});
  EXPECT_EQ(until_end.results[0].value().body, "abc");
}

TEST(HttpFailure, a_kept_connection_that_was_closed_is_noticed_before_use) {
  // The close comes together with the answer, so it is there when the next request looks.
  const auto seen = exchange({{{ok}, {ok}}, {"POST", "POST"}});
  ASSERT_TRUE(seen.results[0].has_value());
  // Whether the close has arrived in time is up to the system; both lawful outcomes are definite.
  EXPECT_TRUE(seen.results[1].has_value() || code_of(seen.results[1]) == Errc::unknown_outcome);
}

TEST(HttpFailure, a_read_on_a_kept_connection_that_dies_is_sent_once_more) {
  RawPeer::Answer dies{ok, false, false, {""}};
  const auto seen = exchange({{dies, {ok}}, {"GET", "GET"}});
  ASSERT_TRUE(seen.results[1].has_value()) << seen.results[1].error().text();
  EXPECT_EQ(seen.connections, 2);
  EXPECT_EQ(seen.requests.size(), 3U);
}

TEST(HttpFailure, a_write_on_a_kept_connection_that_dies_is_never_sent_again) {
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    SCOPED_TRACE(method);
    RawPeer::Answer dies{ok, false, false, {""}};
    const auto seen = exchange({{dies, {ok}}, {"GET", method}});
    EXPECT_EQ(code_of(seen.results[1]), Errc::unknown_outcome);
    EXPECT_EQ(seen.connections, 1);
    EXPECT_EQ(seen.requests.size(), 2U);
  }
}

TEST(HttpFailure, a_read_that_dies_half_way_is_not_sent_again) {
  RawPeer::Answer dies{ok, false, false, {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"}};
  const auto seen = exchange({{dies, {ok}}, {"GET", "GET"}});
  EXPECT_EQ(code_of(seen.results[1]), Errc::unknown_outcome);
  EXPECT_EQ(seen.connections, 1);
}

TEST(HttpFailure, an_answer_that_asks_to_close_is_obeyed) {
  const auto seen =
      exchange({{{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"}, {ok}},
                {"POST", "POST"}});
  EXPECT_TRUE(seen.results[1].has_value());
  EXPECT_EQ(seen.connections, 2);
}

TEST(HttpFailure, bytes_after_an_answer_spoil_the_connection) {
  RawPeer::Answer chatty{std::string(ok) + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
                         false, true};
  const auto seen = exchange({{chatty, {ok}}, {"GET", "GET"}});
  ASSERT_TRUE(seen.results[1].has_value());
  EXPECT_EQ(seen.results[1]->body, "ok");
  EXPECT_EQ(seen.connections, 2);
}

TEST(HttpFailure, an_answer_to_a_request_still_being_sent_counts) {
  const std::string refusal =
      "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  RawPeer::Answer early{refusal, false, true};
  const auto seen = exchange({{early}, {"POST"}, {}, std::string(1000, 'x')});
  ASSERT_TRUE(seen.results[0].has_value());
  EXPECT_EQ(seen.results[0]->status, 413);
}

Task<Result<HttpResponse>> send_get(HttpClient& client, Context context) {
  HttpRequest request{"GET", "/", {}, ""};
  auto result = co_await client.send(std::move(context), std::move(request));
  co_return result;
}

Task<std::uint16_t> free_port() {
  RawPeer peer({});
  co_await peer.open();
  co_return peer.port();
}

TEST(HttpFailure, a_refused_connection_says_where_and_what_to_check) {
  EventLoop loop;
  RealClock clock;
  const auto port = loop.run(free_port());
  auto client = client_of(clock, port);
  const auto result = loop.run(send_get(*client, Context()));
  ASSERT_EQ(code_of(result), Errc::connect_failed);
  EXPECT_EQ(result.error().text(),
            "cannot connect to 127.0.0.1:" + std::to_string(port) +
                ": connection refused; is the server running, and are host and port right?");
}

TEST(HttpFailure, an_unknown_host_name_is_named) {
  EventLoop loop;
  RealClock clock;
  auto client = HttpClient::create(clock, {"http", "no-such-host.invalid", "80", ""}, {}).value();
  const auto result = loop.run(send_get(*client, Context()));
  ASSERT_EQ(code_of(result), Errc::connect_failed);
  EXPECT_THAT(result.error().text(), HasSubstr("cannot look up no-such-host.invalid"));
}

TEST(HttpFailure, a_deadline_that_has_passed_sends_nothing) {
  EventLoop loop;
  RealClock clock;
  const auto port = loop.run(free_port());
  auto client = client_of(clock, port);
  const auto result = loop.run(send_get(*client, Context().until(clock.now() - Duration(1))));
  EXPECT_EQ(code_of(result), Errc::timed_out);
}

TEST(HttpFailure, a_stop_requested_earlier_sends_nothing) {
  EventLoop loop;
  RealClock clock;
  const auto port = loop.run(free_port());
  auto client = client_of(clock, port);
  auto flag = std::make_shared<StopFlag>();
  flag->request();
  EXPECT_EQ(code_of(loop.run(send_get(*client, Context(flag)))), Errc::cancelled);
}

Task<Result<HttpResponse>> cut_off(RealClock& clock, HttpClient& client) {
  auto result = co_await with_timeout(clock, send_get(client, Context()), Duration(50));
  co_return result;
}

Task<void> cut_off_while_waiting(RealClock& clock, Result<HttpResponse>& result) {
  RawPeer peer({{"", false, true}});
  co_await peer.open();
  auto client = client_of(clock, peer.port());
  auto body = [&](TaskGroup& group) -> Task<void> {
    group.spawn(peer.serve());
    result = co_await cut_off(clock, *client);
    group.cancel();
  };
  co_await in_task_group(body);
}

TEST(HttpFailure, a_cancelled_wait_for_an_answer_is_an_unknown_outcome) {
  EventLoop loop;
  RealClock clock;
  Result<HttpResponse> result;
  loop.run(cut_off_while_waiting(clock, result));
  EXPECT_EQ(code_of(result), Errc::unknown_outcome);
}

}  // namespace
}  // namespace muster::net
