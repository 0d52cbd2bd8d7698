#include "tests/api/net/test_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace muster::net {
namespace {

Task<ServerReply> echo(HttpRequest request) {
  ServerReply reply;
  reply.response.status = 200;
  reply.response.headers = {{"X-Method", request.method}, {"X-Target", request.target}};
  for (const auto& header : request.headers)
    reply.response.headers.emplace_back("X-" + header.first, header.second);
  reply.response.body = std::move(request.body);
  co_return reply;
}

Task<Result<HttpResponse>> send_one(HttpClient& client, std::string method, std::string target,
                                    std::string body) {
  HttpRequest request{std::move(method), std::move(target), {}, std::move(body)};
  auto response = co_await client.send(Context(), std::move(request));
  co_return response;
}

Task<void> echo_once(TestWorld& world) {
  auto client = world.client();
  HttpRequest request{
      "POST", "/a/b?x=1", {{"Authorization", "Bearer k"}, {"Content-Length", "999"}}, "hello"};
  auto response = co_await client->send(Context(), std::move(request));
  EXPECT_TRUE(response.has_value()) << response.error().text();
  if (!response) co_return;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(find_header(response->headers, "x-method"), "POST");
  EXPECT_EQ(find_header(response->headers, "x-target"), "/a/b?x=1");
  EXPECT_EQ(find_header(response->headers, "x-authorization"), "Bearer k");
  EXPECT_EQ(find_header(response->headers, "x-content-length"), "5")
      << "the transport counts, not the caller";
  EXPECT_EQ(find_header(response->headers, "x-user-agent"), "muster");
  EXPECT_EQ(find_header(response->headers, "x-host"),
            "127.0.0.1:" + std::to_string(world.server.port()));
}

TEST(HttpExchange, carries_method_target_headers_and_body_both_ways) {
  TestWorld world(echo);
  world.run(echo_once);
}

Task<void> send_large(TestWorld& world) {
  auto client = world.client();
  std::string body(std::size_t{5} << 20U, 'x');
  for (std::size_t i = 0; i < body.size(); i += 997) body[i] = static_cast<char>('a' + i % 26);
  auto response = co_await send_one(*client, "PUT", "/", body);
  EXPECT_TRUE(response.has_value());
  EXPECT_TRUE(response && response->body == body);
}

TEST(HttpExchange, carries_bodies_of_several_megabytes) {
  TestWorld world(echo);
  world.run(send_large);
}

Task<void> send_many(TestWorld& world) {
  auto client = world.client();
  for (int i = 0; i < 5; ++i) {
    auto response = co_await send_one(*client, "GET", "/", "");
    EXPECT_TRUE(response.has_value());
    EXPECT_EQ(client->idle_connections(), 1U);
  }
}

TEST(HttpExchange, keeps_one_connection_for_requests_one_after_the_other) {
  // With room for one connection a second one would never be served.
  HttpServerOptions options;
  options.connections_max = 1;
  TestWorld world(echo, options);
  world.run(send_many);
}

Task<void> send_after_idle_limit(TestWorld& world) {
  HttpClientOptions options;
  options.idle_connections_max = 0;
  auto client = world.client(options);
  auto response = co_await send_one(*client, "GET", "/", "");
  EXPECT_TRUE(response.has_value());
  EXPECT_EQ(client->idle_connections(), 0U);
}

TEST(HttpExchange, keeps_no_connection_when_told_so) {
  TestWorld world(echo);
  world.run(send_after_idle_limit);
}

Task<void> send_head(TestWorld& world) {
  auto client = world.client();
  auto head = co_await send_one(*client, "HEAD", "/", "");
  EXPECT_TRUE(head && head->body.empty());
  if (head) EXPECT_EQ(find_header(head->headers, "Content-Length"), "4");
  auto next = co_await send_one(*client, "GET", "/", "");
  EXPECT_TRUE(next && next->body == "body");
}

TEST(HttpExchange, head_brings_the_length_but_no_body_and_the_connection_goes_on) {
  TestWorld world(always({{200, {}, "body"}}));
  world.run(send_head);
}

Task<void> send_for_status(TestWorld& world) {
  auto client = world.client();
  for (int i = 0; i < 2; ++i) {
    auto response = co_await send_one(*client, "DELETE", "/", "");
    EXPECT_TRUE(response && response->status == 204 && response->body.empty());
  }
}

TEST(HttpExchange, an_answer_without_content_ends_at_its_header) {
  TestWorld world(always({{204, {}, "not sent"}}));
  world.run(send_for_status);
}

Task<void> send_malformed(TestWorld& world) {
  auto client = world.client();
  const HttpRequest requests[] = {
      {"GET", "/a b", {}, ""},
      {"GET", "a", {}, ""},
      {"GET", "/a\r\nX: y", {}, ""},
      {"GE T", "/", {}, ""},
      {"GET", "/", {{"X Y", "z"}}, ""},
      {"GET", "/", {{"Authorization", "secret\r\nX: y"}}, ""},
      {"GET", "/", {{"Authorization", "secret\n"}}, ""},
  };
  for (HttpRequest request : requests) {
    auto response = co_await client->send(Context(), std::move(request));
    EXPECT_FALSE(response.has_value());
    if (response) continue;
    EXPECT_EQ(response.error().code(), Errc::invalid_input);
    EXPECT_EQ(response.error().text().find("secret"), std::string::npos);
  }
  EXPECT_EQ(client->idle_connections(), 0U) << "nothing was sent";
}

TEST(HttpExchange, values_that_would_break_the_message_are_refused_and_not_shown) {
  TestWorld world(echo);
  world.run(send_malformed);
}

}  // namespace
}  // namespace muster::net
