#include "controller/serve/hooks.hpp"

#include "controller/serve/daemon_server.hpp"
#include "controller/serve/hook_routes.hpp"
#include "model/digest.hpp"
#include "tests/controller/serve/fake_daemon.hpp"
#include "tests/controller/support/run.hpp"

#include <map>

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

const Timestamp now = std::chrono::sys_days(std::chrono::year{2026} / 1 / 1);
const std::string now_seconds = "1767225600";
// As https://docs.github.com/webhooks documents it, to test implementations against.
const std::string github_secret = "It's a Secret to Everybody";
const std::string github_body = "Hello, World!";
const std::string github_signature =
    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
// The example of the specification of Standard Webhooks.
const std::string standard_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string standard_body = "{\"test\": 2432232314}";
const std::string standard_signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const Timestamp standard_time{seconds(1614265330)};

net::Headers github(const std::string& signature) {
  return {{"X-GitHub-Event", "push"}, {"X-Hub-Signature-256", signature}};
}

net::Headers generic(const std::string& secret, const std::string& time, const std::string& body) {
  return {{"X-Muster-Timestamp", time},
          {"X-Muster-Signature-256", "sha256=" + hmac_sha256_hex(secret, time + "." + body)}};
}

net::Headers standard(const std::string& signature, const std::string& time = "1614265330") {
  return {{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
          {"webhook-timestamp", time},
          {"webhook-signature", signature},
          {"X-Gitlab-Event", "Push Hook"}};
}

struct Delivery {
  const char* name;
  HookKind kind;
  net::Headers headers;
  std::string body;
  std::string secret;
  Timestamp at;
};

TEST(Hook, what_was_signed_with_the_secret_is_taken) {
  for (const auto& c :
       {Delivery{"github", HookKind::github, github(github_signature), github_body, github_secret,
                 now},
        Delivery{
            "gitlab's token", HookKind::gitlab, {{"x-gitlab-token", "t0ken"}}, "{}", "t0ken", now},
        Delivery{"gitlab's signature", HookKind::gitlab, standard(standard_signature),
                 standard_body, standard_secret, standard_time + minutes(4)},
        Delivery{"one of two signatures", HookKind::gitlab,
                 standard("v1,AAAA " + standard_signature), standard_body, standard_secret,
                 standard_time - minutes(4)},
        Delivery{"generic", HookKind::generic, generic("s", now_seconds, "any"), "any", "s",
                 now + minutes(4)}}) {
    SCOPED_TRACE(c.name);
    ReplayGuard guard;
    const auto hint = check_hook(c.kind, c.headers, c.body, c.secret, c.at, guard);
    ASSERT_TRUE(hint) << hint.error().text();
    EXPECT_FALSE(hint->is_repeat);
    EXPECT_THAT(hint->why, HasSubstr(std::string(to_string(c.kind))));
  }
}

struct Refused {
  const char* name;
  HookKind kind;
  net::Headers headers;
  std::string body;
  std::string secret;
  Timestamp at;
  const char* says;
};

TEST(Hook, everything_else_is_refused) {
  auto upper = github_signature;
  upper[10] = 'A';
  for (const auto& c : {
           Refused{"no signature", HookKind::github, {}, "x", "s", now, "is missing"},
           Refused{"the old kind of signature", HookKind::github, github("sha1=aa"), "x", "s", now,
                   "is missing"},
           Refused{"another body", HookKind::github, github(github_signature), "Hello, World?",
                   github_secret, now, "does not fit"},
           Refused{"another secret", HookKind::github, github(github_signature), github_body, "s",
                   now, "does not fit"},
           Refused{"cut short", HookKind::github, github("sha256="), github_body, github_secret,
                   now, "does not fit"},
           Refused{"changed", HookKind::github, github(upper), github_body, github_secret, now,
                   "does not fit"},
           Refused{"an empty secret", HookKind::github,
                   github("sha256=" + hmac_sha256_hex("", "x")), "x", "", now, "no secret"},
           Refused{"no token", HookKind::gitlab, {}, "x", "s", now, "is missing"},
           Refused{"a wrong token",
                   HookKind::gitlab,
                   {{"X-Gitlab-Token", "S"}},
                   "x",
                   "s",
                   now,
                   "is not the secret"},
           Refused{"a token beside a bad signature",
                   HookKind::gitlab,
                   {{"X-Gitlab-Token", "s"}, {"webhook-signature", "v1,AAAA"}},
                   "x",
                   "s",
                   now,
                   "does not fit"},
           Refused{"too old", HookKind::gitlab, standard(standard_signature), standard_body,
                   standard_secret, standard_time + minutes(6), "away from this machine's clock"},
           Refused{"another time than was signed", HookKind::gitlab,
                   standard(standard_signature, "1614265331"), standard_body, standard_secret,
                   standard_time, "does not fit"},
           Refused{"generic, too old", HookKind::generic, generic("s", now_seconds, "x"), "x", "s",
                   now + minutes(6), "away from this machine's clock"},
           Refused{"generic, from the future", HookKind::generic, generic("s", now_seconds, "x"),
                   "x", "s", now - minutes(6), "away from this machine's clock"},
           Refused{"no time", HookKind::generic, generic("s", "", "x"), "x", "s", now, "timestamp"},
           Refused{"a time that is none", HookKind::generic,
                   generic("s", "99999999999999999999", "x"), "x", "s", now, "timestamp"},
           Refused{"a negative time", HookKind::generic, generic("s", "-1", "x"), "x", "s", now,
                   "timestamp"},
       }) {
    SCOPED_TRACE(c.name);
    ReplayGuard guard;
    const auto refused = check_hook(c.kind, c.headers, c.body, c.secret, c.at, guard);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::unauthorized);
    EXPECT_THAT(refused.error().message(), HasSubstr(c.says));
    EXPECT_THAT(refused.error().message(), Not(HasSubstr(github_secret)));
  }
}

TEST(Hook, a_delivery_that_is_sent_again_is_known) {
  ReplayGuard guard;
  const auto take = [&](Timestamp at) {
    auto headers = github(github_signature);
    headers.emplace_back("X-GitHub-Delivery", format_timestamp(at));  // anybody can change it
    return check_hook(HookKind::github, headers, github_body, github_secret, at, guard);
  };
  EXPECT_FALSE(take(now)->is_repeat);
  EXPECT_TRUE(take(now + minutes(1))->is_repeat);
  EXPECT_FALSE(take(now + hours(2))->is_repeat);
}

TEST(Hook, a_body_that_is_too_large_is_not_even_hashed) {
  ReplayGuard guard;
  const auto refused = check_hook(HookKind::github, github(github_signature),
                                  std::string(hook_bytes_max + 1, 'x'), "s", now, guard);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Errc::invalid_input);
}

TEST(Hook, words_of_strangers_are_tamed) {
  ReplayGuard guard;
  net::Headers headers = {{"X-Hub-Signature-256", github_signature},
                          {"X-GitHub-Event", "a\n\x1b[31m" + std::string(100, 'x')}};
  const auto hint = check_hook(HookKind::github, headers, github_body, github_secret, now, guard);
  ASSERT_TRUE(hint);
  EXPECT_TRUE(hint->why.starts_with("a???31mxxx")) << hint->why;
  EXPECT_LT(hint->why.size(), 60U);
}

TEST(ReplayGuardTest, remembers_a_bounded_number) {
  ReplayGuard guard;
  for (std::size_t i = 0; i <= ReplayGuard::deliveries_max; ++i)
    EXPECT_TRUE(guard.is_new(std::to_string(i), now));
  EXPECT_TRUE(guard.is_new("0", now)) << "the oldest is forgotten";
  EXPECT_FALSE(guard.is_new("5", now));
}

class HookRoutes : public ::testing::Test {
 protected:
  net::HttpResponse post(const std::string& path, net::Headers headers, std::string body) {
    net::HttpRequest request{.method = "POST", .target = path};
    request.headers = std::move(headers);
    request.body = std::move(body);
    return testing::run(clock, server.answer(std::move(request))).response;
  }

  net::SimClock clock;
  FakeDaemon daemon{clock};
  DaemonServer server{
      clock,
      daemon,
      {.token = "token",
       .extra_routes = hook_routes(clock, daemon, {.github = github_secret, .generic = "s"})}};
};

TEST_F(HookRoutes, a_hook_hints_once_and_is_answered_with_202) {
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(post("/hook/github", github(github_signature), github_body).status, 202);
  EXPECT_EQ(post("/hook/generic", generic("s", now_seconds, ""), "").status, 202);
  EXPECT_THAT(daemon.asked,
              ElementsAre("hint: push, told by github", "hint: event, told by generic"));
}

TEST_F(HookRoutes, a_bad_hook_asks_for_nothing) {
  EXPECT_EQ(post("/hook/github", github(github_signature), "other").status, 401);
  EXPECT_EQ(
      post("/hook/github", github(github_signature), std::string(hook_bytes_max + 1, 'x')).status,
      413);
  const auto unset = post("/hook/gitlab", {{"X-Gitlab-Token", ""}}, "");
  EXPECT_EQ(unset.status, 404);
  EXPECT_THAT(unset.body, HasSubstr("MUSTER_HOOK_GITLAB_SECRET"));
  EXPECT_TRUE(daemon.asked.empty());
}

TEST(HookSecretsTest, come_from_the_environment) {
  const std::map<std::string, std::string> variables = {{"MUSTER_HOOK_GITHUB_SECRET", "a"},
                                                        {"MUSTER_HOOK_GENERIC_SECRET", "b"}};
  const auto secrets = read_hook_secrets([&](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
  ASSERT_TRUE(secrets);
  EXPECT_EQ(secrets->github, "a");
  EXPECT_EQ(secrets->gitlab, "");
  EXPECT_EQ(secrets->generic, "b");
}

}  // namespace
}  // namespace muster
