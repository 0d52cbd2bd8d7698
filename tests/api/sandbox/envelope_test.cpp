#include "tests/api/sandbox/account.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

int status_with(Cloud& cloud, const net::Headers& headers) {
  return cloud.handle({"GET", "/api/regions/", headers, ""}, test_start).status;
}

TEST(SandboxEnvelope, success_has_a_request_id_of_eight_lower_case_alphanumerics) {
  Account account;
  const Answer answer = account.get("/regions/");
  EXPECT_EQ(answer.body["success"], true);
  const std::string id = answer.body["request_id"];
  EXPECT_EQ(id.size(), 8U);
  EXPECT_TRUE(std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  })) << id;
  EXPECT_NE(account.get("/regions/").body["request_id"], id);
}

TEST(SandboxEnvelope, errors_have_exactly_the_documented_fields) {
  Account account;
  const Answer answer = account.get("/volumes/BRK-1V/");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body.size(), 4U);
  EXPECT_EQ(answer.body["success"], false);
  EXPECT_EQ(answer.body["error_code"], "VOLUME_NOT_FOUND");
  EXPECT_EQ(answer.body["message"], "Volume BRK-1V not found");
  EXPECT_EQ(answer.body["request_id"].get<std::string>().size(), 8U);
}

TEST(SandboxEnvelope, three_header_forms_carry_the_key) {
  Options options;
  options.api_key = "right";
  Cloud cloud(options, test_start);
  EXPECT_EQ(status_with(cloud, {{"Authorization", "Bearer right"}}), 200);
  EXPECT_EQ(status_with(cloud, {{"authorization", "bearer right"}}), 200);
  EXPECT_EQ(status_with(cloud, {{"X-API-Key", "right"}}), 200);
  EXPECT_EQ(status_with(cloud, {{"api_key", "right"}}), 200);
}

TEST(SandboxEnvelope, a_missing_key_and_a_wrong_one_are_401) {
  Options options;
  options.api_key = "right";
  Cloud cloud(options, test_start);
  const auto code = [&](const net::Headers& headers) {
    const auto response = cloud.handle({"GET", "/api/regions/", headers, ""}, test_start);
    EXPECT_EQ(response.status, 401);
    return json::parse(response.body)["error_code"].get<std::string>();
  };
  EXPECT_EQ(code({}), "UNAUTHORIZED");
  EXPECT_EQ(code({{"Authorization", "Bearer "}}), "UNAUTHORIZED");
  EXPECT_EQ(code({{"Authorization", "Basic right"}}), "UNAUTHORIZED");
  for (const auto wrong : {"righ", "right1", "rightright", "x", "Right"})
    EXPECT_EQ(code({{"X-API-Key", wrong}}), "INVALID_API_KEY") << wrong;
}

TEST(SandboxEnvelope, without_a_configured_key_any_will_do_but_one_must_be_there) {
  Cloud cloud({}, test_start);
  EXPECT_EQ(status_with(cloud, {{"X-API-Key", "anything"}}), 200);
  EXPECT_EQ(status_with(cloud, {}), 401);
}

TEST(SandboxEnvelope, trailing_slashes_do_not_matter) {
  Account account;
  const std::string id = account.key();
  EXPECT_EQ(account.get("/ssh-keys/" + id).status, 200);
  EXPECT_EQ(account.get("/ssh-keys").status, 200);
  EXPECT_EQ(account.post("/volumes", account.volume_body("data")).status, 200);
}

TEST(SandboxEnvelope, bad_requests_are_answered_in_the_envelope) {
  Account account;
  const auto send = [&](std::string method, std::string target, std::string body) {
    const auto response = account.cloud.handle(
        {std::move(method), std::move(target), {{"api_key", "k"}}, std::move(body)}, account.now);
    return Answer{response.status, json::parse(response.body)};
  };
  EXPECT_EQ(send("POST", "/api/volumes/", "{").code(), "INVALID_REQUEST");
  EXPECT_EQ(send("POST", "/api/volumes/", "[]").code(), "INVALID_REQUEST");
  EXPECT_EQ(send("POST", "/api/volumes/", "{\"a\": \"\xff\"}").code(), "INVALID_REQUEST");
  EXPECT_EQ(send("POST", "/api/volumes/", "").code(), "VALIDATION_ERROR");
  EXPECT_EQ(send("POST", "/api/volumes/", std::string(2'000'000, ' ') + "{}").code(),
            "INVALID_REQUEST");
  EXPECT_EQ(send("POST", "/api/volumes/", std::string(500'000, '[')).code(), "INVALID_REQUEST");
  EXPECT_EQ(send("GET", "/api/volumes/%f", "").code(), "INVALID_REQUEST");
  EXPECT_EQ(send("GET", "/api/volumes/%FF%00/", "").status, 404);
  EXPECT_EQ(send("GET", "/api/nothing/", "").status, 404);
  EXPECT_EQ(send("GET", "/api/snapshots/BRK-1S/images/", "").status, 404);
  EXPECT_EQ(send("GET", "/", "").status, 404);
  EXPECT_EQ(send("GET", "/apiary/volumes/", "").status, 404);
  EXPECT_EQ(send("GET", "", "").status, 404);
  EXPECT_EQ(send("PATCH", "/api/volumes/", "").code(), "METHOD_NOT_ALLOWED");
}

TEST(SandboxEnvelope, calls_per_minute_are_limited_when_asked) {
  Options options;
  options.calls_per_minute = 3;
  Account account(options);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(account.get("/regions/").status, 200);
  const Answer answer = account.get("/regions/");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.code(), "RATE_LIMITED");
  account.wait(std::chrono::minutes(1));
  EXPECT_EQ(account.get("/regions/").status, 200);
}

TEST(SandboxEnvelope, calls_are_logged) {
  Account account;
  account.get("/regions/");
  account.post("/volumes/", json::object());
  account.volume("data");
  ASSERT_EQ(account.cloud.calls().size(), 3U);
  EXPECT_EQ(account.cloud.calls()[1], (CallRecord{test_start, "POST", "/api/volumes/", 400}));
  EXPECT_EQ(account.cloud.changes_accepted(), 1U);
}

TEST(SandboxEnvelope, endpoints_are_listed_once_each) {
  std::set<std::string> seen;
  for (const Endpoint& endpoint : endpoints())
    EXPECT_TRUE(seen.insert(endpoint.method + " " + endpoint.path).second) << endpoint.path;
  EXPECT_TRUE(seen.contains("POST /deploy/"));
  EXPECT_TRUE(seen.contains("DELETE /instances/{instance_id}/security-rules/{rule_id}/"));
  EXPECT_TRUE(seen.contains("GET /snapshot-hourly-billing/"));
}

}  // namespace
}  // namespace muster::sandbox
