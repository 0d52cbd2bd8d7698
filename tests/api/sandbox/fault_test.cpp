#include "api/sandbox/faults.hpp"
#include "tests/api/sandbox/account.hpp"

#include <map>

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

TEST(SandboxFaults, parses_kinds_with_probabilities) {
  FaultOptions options;
  ASSERT_TRUE(parse_fault("reset-after=0.25", options));
  ASSERT_TRUE(parse_fault("rate-limit=0.5", options));
  EXPECT_DOUBLE_EQ(options.reset_after, 0.25);
  EXPECT_DOUBLE_EQ(options.rate_limit, 0.5);
}

TEST(SandboxFaults, bad_ones_are_refused_with_a_list_of_the_kinds) {
  for (const auto text : {"", "flood=0.1", "slow", "slow=", "slow=x", "slow=-0.1", "slow=1.1",
                          "slow=nan", "slow=0.1x", "=0.1"}) {
    FaultOptions options;
    const auto result = parse_fault(text, options);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().code(), Errc::invalid_input);
    EXPECT_NE(result.error().message().find("rate-limit, error-500, error-503, reset-before, "
                                            "reset-after, slow, truncate"),
              std::string::npos)
        << result.error().message();
  }
}

TEST(SandboxFaults, probabilities_must_not_add_up_to_more_than_one) {
  FaultOptions options;
  ASSERT_TRUE(parse_fault("slow=0.6", options));
  EXPECT_FALSE(parse_fault("truncate=0.5", options));
  EXPECT_DOUBLE_EQ(options.truncate, 0);
  EXPECT_TRUE(parse_fault("slow=0.7", options)) << "the same kind again replaces";
}

TEST(SandboxFaults, parses_latency) {
  FaultOptions options;
  ASSERT_TRUE(parse_latency("20ms..200ms", options));
  EXPECT_EQ(options.latency_min, 20ms);
  EXPECT_EQ(options.latency_max, 200ms);
  ASSERT_TRUE(parse_latency("1s", options));
  EXPECT_EQ(options.latency_max, 1s);
  for (const auto text : {"", "200ms..20ms", "x", "20ms..", "20"})
    EXPECT_FALSE(parse_latency(text, options)) << text;
}

TEST(SandboxFaults, come_about_as_often_as_asked_and_the_same_for_the_same_seed) {
  FaultOptions options;
  options.slow = 0.5;
  options.rate_limit = 0.3;
  options.latency_min = 10ms;
  options.latency_max = 20ms;
  FaultSource source(options, 7);
  FaultSource twin(options, 7);
  std::map<Fault, int> seen;
  for (int i = 0; i < 10'000; ++i) {
    const FaultDecision decision = source.next();
    ++seen[decision.fault];
    EXPECT_EQ(twin.next().fault, decision.fault);
    EXPECT_GE(decision.latency, 10ms);
    EXPECT_LT(decision.latency, 20ms);
  }
  EXPECT_NEAR(seen[Fault::slow], 5000, 200);
  EXPECT_NEAR(seen[Fault::rate_limit], 3000, 200);
  EXPECT_NEAR(seen[Fault::none], 2000, 200);
  EXPECT_EQ(seen.size(), 3U);
}

struct Case {
  Fault fault;
  Delivery::How how;
  int status;
  bool done;
};

TEST(SandboxFaults, say_what_was_done_and_what_is_heard_of_it) {
  using How = Delivery::How;
  for (const Case& c :
       {Case{Fault::none, How::whole, 200, true}, Case{Fault::slow, How::slow, 200, true},
        Case{Fault::truncate, How::truncated, 200, true},
        Case{Fault::reset_after, How::lost, 200, true},
        Case{Fault::reset_before, How::lost, 0, false},
        Case{Fault::rate_limit, How::whole, 429, false},
        Case{Fault::error_500, How::whole, 500, false},
        Case{Fault::error_503, How::whole, 503, false}}) {
    Account account;
    const net::HttpRequest request{
        "POST", "/api/volumes/", {{"api_key", "k"}}, account.volume_body("data").dump()};
    const Delivery delivery = deliver(account.cloud, {.fault = c.fault}, request, account.now);
    EXPECT_EQ(delivery.how, c.how);
    EXPECT_EQ(delivery.response.status, c.status);
    EXPECT_EQ(account.cloud.objects().size(), c.done ? 1U : 0U);
    if (c.status >= 400) EXPECT_EQ(json::parse(delivery.response.body)["success"], false);
  }
}

TEST(SandboxFaults, rate_limits_say_when_to_come_back_if_decided) {
  Account account;
  const auto headers = [&](std::optional<int> seconds) {
    return deliver(account.cloud, {.fault = Fault::rate_limit, .retry_after_s = seconds}, {},
                   account.now)
        .response.headers;
  };
  EXPECT_EQ(headers(2).back(), (std::pair<std::string, std::string>("Retry-After", "2")));
  EXPECT_EQ(headers(std::nullopt).size(), 1U);
}

}  // namespace
}  // namespace muster::sandbox
