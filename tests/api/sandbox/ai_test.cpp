#include "api/sandbox/billing.hpp"
#include "tests/api/sandbox/account.hpp"

#include <gtest/gtest.h>

namespace muster::sandbox {
namespace {

using namespace std::chrono_literals;

json question(const std::string& text, const std::string& model = "echo-small") {
  return {{"model", model}, {"messages", {{{"role", "user"}, {"content", text}}}}};
}

std::string text_of(const Answer& answer) {
  return answer.body["choices"][0]["message"]["content"];
}

TEST(SandboxAi, repeats_the_last_question) {
  Account account;
  json body = question("first");
  body["messages"].push_back({{"role", "assistant"}, {"content", "You said: first"}});
  body["messages"].push_back({{"role", "user"}, {"content", "a  second\none"}});
  const Answer answer = account.post("/chat/completions/", body);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(text_of(answer), "You said: a second one");
  EXPECT_EQ(answer.body["choices"][0]["finish_reason"], "stop");
}

TEST(SandboxAi, counts_tokens_and_takes_their_price_from_the_credit) {
  Account account;
  const Units before = account.cloud.balance_units();
  const Answer answer = account.post("/chat/completions/", question("abcdefgh", "echo-large"));
  EXPECT_EQ(answer.body["usage"]["prompt_tokens"], 2);
  EXPECT_EQ(answer.body["usage"]["completion_tokens"], 5);
  EXPECT_EQ(answer.body["usage"]["total_tokens"], 7);
  // 2 at 2.50 and 5 at 10.00 for a million.
  EXPECT_DOUBLE_EQ(answer.body["cost"], (2 * 2.5 + 5 * 10.0) / 1e6);
  EXPECT_EQ(before - account.cloud.balance_units(), 2 * 15 + 5 * 60);
}

TEST(SandboxAi, stops_at_the_most_tokens) {
  Account account;
  json body = question("one two three four");
  body["max_tokens"] = 4;
  const Answer answer = account.post("/chat/completions/", body);
  EXPECT_EQ(text_of(answer), "You said: one");
  EXPECT_EQ(answer.body["choices"][0]["finish_reason"], "length");
}

TEST(SandboxAi, remembers_what_was_asked) {
  Account account;
  account.post("/chat/completions/", question("abcd"));
  account.wait(1min);
  account.post("/chat/completions/", question("abcd", "echo-large"));
  const json history = account.get("/chat/usage/history/").body;
  ASSERT_EQ(history["transactions"].size(), 2U);
  EXPECT_EQ(history["transactions"][1]["model"], "echo-large");
  EXPECT_EQ(history["transactions"][1]["created_at"], "2026-01-15T10:01:00Z");
  const json usage = account.get("/chat/usage/summary/").body["data"];
  EXPECT_EQ(usage["total_requests"], 2);
  EXPECT_EQ(usage["prompt_tokens"], 2);
  EXPECT_DOUBLE_EQ(usage["total_cost"], history["transactions"][0]["cost"].get<double>() +
                                            history["transactions"][1]["cost"].get<double>());
}

TEST(SandboxAi, refuses_what_it_cannot_answer) {
  Account account;
  EXPECT_EQ(account.post("/chat/completions/", question("x", "other")).status, 400);
  EXPECT_EQ(account.post("/chat/completions/", {{"model", "echo-small"}}).status, 400);
  json streamed = question("x");
  streamed["stream"] = true;
  EXPECT_EQ(account.post("/chat/completions/", streamed).status, 400);
  json role = question("x");
  role["messages"][0]["role"] = "god";
  EXPECT_EQ(account.post("/chat/completions/", role).status, 400);
  EXPECT_EQ(account.get("/chat/usage/summary/").body["data"]["total_requests"], 0);
}

TEST(SandboxAi, answers_nobody_without_credit) {
  Options options;
  options.credit_cents = 0;
  Account account(options);
  EXPECT_EQ(account.post("/chat/completions/", question("x")).code(), "INSUFFICIENT_CREDITS");
}

}  // namespace
}  // namespace muster::sandbox
