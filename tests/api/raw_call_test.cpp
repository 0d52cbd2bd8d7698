#include "tests/api/scripted_transport.hpp"

#include <gtest/gtest.h>

namespace muster::api {
namespace {

TEST(RawCall, goes_below_the_endpoint_with_the_key) {
  World world;
  world.transport.replies = {answer(200, "pong", {{"X-A", "1"}})};
  const auto got = world.run(world.client.raw({}, "POST", "a/?b=c%20d", "{}"));
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->body, "pong");
  ASSERT_EQ(got->headers.size(), 1U);
  const auto& request = world.transport.seen.front().request;
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/api/a/?b=c%20d");
  EXPECT_EQ(request.body, "{}");
  EXPECT_EQ(net::find_header(request.headers, "Authorization"), "Bearer brk-secret-0123456789");
}

TEST(RawCall, takes_every_answer_for_one_and_sends_once) {
  for (const int status : {401, 404, 429, 500, 503}) {
    World world;
    world.transport.replies = {answer(status, "no")};
    const auto got = world.run(world.client.raw({}, "GET", "/a/", ""));
    ASSERT_TRUE(got) << status;
    EXPECT_EQ(got->status, status);
    EXPECT_EQ(world.transport.seen.size(), 1U);
  }
}

TEST(RawCall, shows_no_key_that_the_answer_repeats) {
  World world;
  world.transport.replies = {
      answer(200, "you are brk-secret-0123456789", {{"X-Key", "brk-secret-0123456789"}})};
  const auto got = world.run(world.client.raw({}, "GET", "/a/", ""));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->body.find("0123456789"), std::string::npos) << got->body;
  EXPECT_EQ(got->headers[0].second.find("0123456789"), std::string::npos);
}

TEST(RawCall, does_not_know_what_became_of_a_change_without_answer) {
  World world;
  world.transport.otherwise = [](const net::HttpRequest&) -> ScriptedTransport::Reply {
    return fail(Errc::unknown_outcome, "reset");
  };
  EXPECT_EQ(world.run(world.client.raw({}, "POST", "/a/", "")).error().code(),
            Errc::unknown_outcome);
  EXPECT_EQ(world.run(world.client.raw({}, "GET", "/a/", "")).error().code(), Errc::unavailable);
}

TEST(RawCall, refuses_paths_that_lead_out_of_the_endpoint) {
  for (const auto* path : {"https://elsewhere.example/", "../admin/", "/a/%2e%2e/b/", "/a/..",
                           "/a b/", "/a\r\nHost: x/", "/a/#b", "/%zz/", "/a%2F..%2Fb/"}) {
    World world;
    const auto got = world.run(world.client.raw({}, "GET", path, ""));
    ASSERT_FALSE(got) << path;
    EXPECT_EQ(got.error().code(), Errc::invalid_input) << path;
    EXPECT_TRUE(world.transport.seen.empty()) << path;
  }
}

}  // namespace
}  // namespace muster::api
