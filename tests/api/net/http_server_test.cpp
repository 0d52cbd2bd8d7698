#include "api/net/http_server.hpp"

#include "api/net/event.hpp"
#include "api/net/task_group.hpp"
#include "tests/api/net/test_world.hpp"

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::StartsWith;

/// Sends these bytes, then reads until the server closes.
Task<std::string> talk(std::uint16_t port, std::string bytes, bool half_close) {
  auto executor = co_await asio::this_coro::executor;
  tcp::socket socket(executor);
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  co_await socket.async_connect(endpoint, asio::use_awaitable);
  constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
  co_await asio::async_write(socket, asio::buffer(bytes), as_values);
  boost::system::error_code ignored;
  if (half_close) ignored = socket.shutdown(tcp::socket::shutdown_send, ignored);
  std::string answer;
  co_await asio::async_read(socket, asio::dynamic_buffer(answer), as_values);
  co_return answer;
}

Task<void> talk_into(TestWorld& world, std::string bytes, bool half_close, std::string& answer) {
  answer = co_await talk(world.server.port(), std::move(bytes), half_close);
}

std::string talk_to(TestWorld& world, std::string bytes, bool half_close = true) {
  std::string answer;
  world.run([&](TestWorld& w) { return talk_into(w, bytes, half_close, answer); });
  return answer;
}

TEST(HttpServer, requests_that_cannot_be_read_are_answered_with_the_reason) {
  struct Case {
    const char* reason;
    std::string request;
    const char* answer;
  };
  const Case cases[] = {
      {"not HTTP", "hello\r\n\r\n", "HTTP/1.1 400 "},
      {"a bad header", "GET / HTTP/1.1\r\nbad header\r\n\r\n", "HTTP/1.1 400 "},
      {"a bad length", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 400 "},
      {"an announced body over the limit", "POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n",
       "HTTP/1.1 413 "},
      {"a chunked body over the limit",
       "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + std::string(255, 'x'),
       "HTTP/1.1 413 "},
      {"a header over the limit", "GET / HTTP/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n",
       "HTTP/1.1 431 "},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.reason);
    HttpServerOptions options;
    options.body_bytes_max = 100;
    options.header_bytes_max = 1000;
    TestWorld world(always({{200, {}, "ok"}}), options);
    const auto answer = talk_to(world, c.request, false);
    EXPECT_THAT(answer, StartsWith(c.answer));
    EXPECT_THAT(answer, HasSubstr("Connection: close"));
  }
}

TEST(HttpServer, a_connection_that_ends_in_the_middle_of_a_request_gets_no_answer) {
  for (const char* part : {"", "GET / HT", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab"}) {
    TestWorld world(always({{200, {}, "ok"}}));
    EXPECT_EQ(talk_to(world, part), "") << part;
  }
}

Task<ServerReply> numbered(int& count) {
  ServerReply reply;
  reply.response = {200, {}, "answer" + std::to_string(++count)};
  co_return reply;
}

TEST(HttpServer, pipelined_requests_are_answered_in_order_on_one_connection) {
  int count = 0;
  TestWorld world([&count](const HttpRequest&) { return numbered(count); });
  const auto answer =
      talk_to(world, "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n", false);
  EXPECT_LT(answer.find("answer1"), answer.find("answer2"));
  EXPECT_NE(answer.find("answer2"), std::string::npos);
}

TEST(HttpServer, http_1_0_clients_get_their_answer_and_the_end) {
  TestWorld world(always({{200, {}, "ok"}}));
  const auto answer = talk_to(world, "GET / HTTP/1.0\r\n\r\n", false);
  EXPECT_THAT(answer, StartsWith("HTTP/1.0 200 "));
  EXPECT_THAT(answer, testing::EndsWith("\r\n\r\nok"));
}

TEST(HttpServer, a_client_that_waits_for_the_go_on_gets_it) {
  TestWorld world(always({{200, {}, "ok"}}));
  const auto answer = talk_to(
      world,
      "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab",
      false);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "));
}

Task<ServerReply> throw_secret(HttpRequest) {
  throw std::runtime_error("secret");
  co_return ServerReply{};
}

TEST(HttpServer, a_handler_that_throws_answers_500_and_keeps_its_text) {
  TestWorld world(throw_secret);
  const auto answer = talk_to(world, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", false);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(answer, Not(HasSubstr("secret")));
}

TEST(HttpServer, a_header_that_would_split_the_answer_is_left_out) {
  TestWorld world(always({{200, {{"X-Bad", "a\r\nX-Injected: b"}, {"X-Good", "c"}}, "ok"}}));
  const auto answer = talk_to(world, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", false);
  EXPECT_THAT(answer, Not(HasSubstr("Injected")));
  EXPECT_THAT(answer, HasSubstr("X-Good: c"));
}

TEST(HttpServer, an_idle_connection_is_closed_after_its_time) {
  HttpServerOptions options;
  options.idle_timeout = Duration(20);
  TestWorld world(always({{200, {}, "ok"}}), options);
  const auto answer = talk_to(world, "GET / HTTP/1.1\r\n\r\n", false);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
}

Task<void> post(TestWorld& world, Result<HttpResponse>& result) {
  auto client = world.client();
  HttpRequest request{"POST", "/", {}, "x"};
  co_await send_into(*client, Context(), std::move(request), result);
}

Result<HttpResponse> post_to(ServerReply reply) {
  TestWorld world(always(std::move(reply)));
  Result<HttpResponse> result;
  world.run([&](TestWorld& w) { return post(w, result); });
  return result;
}

TEST(HttpServer, can_drop_the_connection_instead_of_answering) {
  const auto result = post_to({{200, {}, "ok"}, ServerReply::How::drop_connection_without_answer});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), Errc::unknown_outcome);
}

TEST(HttpServer, can_cut_the_body_short) {
  const auto result = post_to({{200, {}, "0123456789"}, ServerReply::How::truncate_body});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), Errc::unknown_outcome);
  EXPECT_THAT(result.error().text(), HasSubstr("cut short"));
}

TEST(HttpServer, can_give_the_body_slowly_but_whole) {
  const RealClock clock;
  const TimePoint start = clock.now();
  const auto result =
      post_to({{200, {}, "0123456789abc"}, ServerReply::How::slow_body, Duration(50)});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->body, "0123456789abc");
  EXPECT_GE(clock.now() - start, Duration(50));
}

TEST(HttpServer, can_answer_late) {
  const RealClock clock;
  const TimePoint start = clock.now();
  const auto result = post_to({{200, {}, "ok"}, ServerReply::How::normal, Duration(30)});
  ASSERT_TRUE(result.has_value());
  EXPECT_GE(clock.now() - start, Duration(30));
}

Task<void> listen_twice(TestWorld& world) {
  HttpServerOptions options;
  options.port = world.server.port();
  HttpServer second(world.clock, always({{200, {}, "ok"}}), options);
  const auto listening = co_await second.listen();
  EXPECT_FALSE(listening.has_value());
  if (!listening) EXPECT_EQ(listening.error().code(), Errc::conflict);
}

TEST(HttpServer, a_port_in_use_is_a_conflict) {
  TestWorld world(always({{200, {}, "ok"}}));
  world.run(listen_twice);
}

struct SlowService {
  Event arrived;
  Gate go_on;
  Task<ServerReply> handle(HttpRequest) {
    arrived.notify();
    co_await go_on.wait();
    ServerReply reply;
    reply.response = {200, {}, "finished"};
    co_return reply;
  }
};

Task<void> stop_while_busy(SlowService& service, std::shared_ptr<StopFlag> flag) {
  co_await service.arrived.wait();
  flag->request();
  service.go_on.open();
}

Task<void> serve_until_stopped(RealClock& clock, HttpServer& server, SlowService& service,
                               Result<HttpResponse>& result, TaskGroup& group) {
  const auto listening = co_await server.listen();
  EXPECT_TRUE(listening.has_value());
  auto flag = std::make_shared<StopFlag>();
  group.spawn(server.serve(Context(flag)));
  group.spawn(stop_while_busy(service, flag));
  auto client = client_of(clock, server.port());
  HttpRequest request{"POST", "/", {}, "x"};
  result = co_await client->send(Context(), std::move(request));
  EXPECT_EQ(client->idle_connections(), 0U) << "a stopping server closes after its answer";
}

TEST(HttpServer, a_stop_lets_the_running_request_finish) {
  EventLoop loop;
  RealClock clock;
  SlowService service;
  HttpServer server(clock, [&](HttpRequest request) { return service.handle(std::move(request)); });
  Result<HttpResponse> result;
  auto body = [&](TaskGroup& group) {
    return serve_until_stopped(clock, server, service, result, group);
  };
  loop.run(in_task_group(body));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->body, "finished");
}

/// Each piece after the first waits until it is asked for.
struct Stream {
  std::vector<std::string> pieces;
  Event go_on;
  std::size_t given = 0;
  Context context;

  Task<std::optional<std::string>> next(Context stopping) {
    context = stopping;
    if (given > 0) co_await go_on.wait();
    if (given == pieces.size()) co_return std::nullopt;
    co_return pieces[given++];
  }
  Task<ServerReply> reply(HttpRequest) {
    ServerReply reply;
    reply.response = {200, {}, ""};
    reply.next_piece = [this](Context stopping) { return next(std::move(stopping)); };
    co_return reply;
  }
};

/// Sends the request, and asks for a further piece each time one of the `marks` has come.
Task<void> read_along(TestWorld& world, Stream& stream, std::string request,
                      std::vector<std::string> marks, std::string& answer) {
  auto executor = co_await asio::this_coro::executor;
  tcp::socket socket(executor);
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), world.server.port());
  co_await socket.async_connect(endpoint, asio::use_awaitable);
  co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);
  std::array<char, 1024> bytes{};
  for (const auto& mark : marks) {
    while (answer.find(mark) == std::string::npos) {
      const auto size = co_await socket.async_read_some(asio::buffer(bytes), asio::use_awaitable);
      answer.append(bytes.data(), size);
    }
    stream.go_on.notify();
  }
  constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
  co_await asio::async_read(socket, asio::dynamic_buffer(answer), as_values);
}

std::string read_stream(Stream& stream, std::string request, std::vector<std::string> marks) {
  TestWorld world([&](HttpRequest asked) { return stream.reply(std::move(asked)); });
  std::string answer;
  world.run([&](TestWorld& w) { return read_along(w, stream, request, marks, answer); });
  return answer;
}

TEST(HttpServer, a_stream_arrives_piece_by_piece) {
  Stream stream{.pieces = {"one", "two"}};
  const auto answer =
      read_stream(stream, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", {"one", "two"});
  EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(answer, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"));
}

TEST(HttpServer, a_stream_to_an_http_1_0_client_ends_with_the_connection) {
  Stream stream{.pieces = {"one", "two"}};
  const auto answer = read_stream(stream, "GET / HTTP/1.0\r\n\r\n", {"one", "two"});
  EXPECT_THAT(answer, testing::EndsWith("\r\n\r\nonetwo"));
  EXPECT_THAT(answer, Not(HasSubstr("chunked")));
}

TEST(HttpServer, a_connection_is_used_again_after_a_stream) {
  Stream stream{.pieces = {"one"}};
  const auto answer = read_stream(
      stream, "GET / HTTP/1.1\r\n\r\nHEAD / HTTP/1.1\r\nConnection: close\r\n\r\n", {"one"});
  const auto second = answer.find("0\r\n\r\nHTTP/1.1 200 OK");
  EXPECT_NE(second, std::string::npos) << "and HEAD has no stream: " << answer;
}

Task<void> stop_the_stream(TestWorld& world, Stream& stream) {
  world.server.stop();
  EXPECT_TRUE(stream.context.stop_requested());
  stream.go_on.notify();
  co_return;
}

Task<void> read_while_stopping(TestWorld& world, Stream& stream, std::string& answer) {
  auto executor = co_await asio::this_coro::executor;
  tcp::socket socket(executor);
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), world.server.port());
  co_await socket.async_connect(endpoint, asio::use_awaitable);
  const std::string request = "GET / HTTP/1.1\r\n\r\n";
  co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);
  co_await asio::async_read_until(socket, asio::dynamic_buffer(answer), "one", asio::use_awaitable);
  co_await stop_the_stream(world, stream);
  constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
  co_await asio::async_read(socket, asio::dynamic_buffer(answer), as_values);
}

TEST(HttpServer, a_stream_is_told_that_the_server_stops) {
  Stream stream{.pieces = {"one"}};
  TestWorld world([&](HttpRequest asked) { return stream.reply(std::move(asked)); });
  std::string answer;
  world.run([&](TestWorld& w) { return read_while_stopping(w, stream, answer); });
  EXPECT_THAT(answer, testing::EndsWith("one\r\n0\r\n\r\n"));
}

Task<std::optional<std::string>> fail_to_give(Context) {
  throw std::runtime_error("secret");
  co_return std::nullopt;
}

TEST(HttpServer, a_stream_that_fails_is_seen_to_be_cut) {
  ServerReply reply{{200, {}, ""}};
  reply.next_piece = fail_to_give;
  const auto result = post_to(std::move(reply));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), Errc::unknown_outcome);
}

}  // namespace
}  // namespace muster::net
