// `muster ai`: the service's language models.

#include "tests/e2e/support/world.hpp"

namespace muster::e2e {
namespace {

using nlohmann::json;

class Ai : public EndToEnd {};

TEST_F(Ai, answers_with_the_first_model_unless_one_is_named) {
  start_sandbox();
  const auto run = muster({"ai", "chat", "what is a GPU?"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(run.out, "You said: what is a GPU?\n");
  EXPECT_TRUE(run.err.starts_with("muster: echo-small: 4 tokens asked, ")) << run.err;
  const auto quiet = muster({"--quiet", "ai", "chat", "--model", "echo-large", "hello"});
  EXPECT_EQ(quiet.out, "You said: hello\n");
  EXPECT_EQ(quiet.err, "");
  const auto document = json::parse(
      muster({"ai", "chat", "--system", "be brief", "--max-tokens", "3", "hello", "-o", "json"})
          .out);
  EXPECT_EQ(document["text"], "You said:");
  EXPECT_EQ(document["model"], "echo-small");
  EXPECT_EQ(document["completionTokens"], 3);
}

TEST_F(Ai, names_a_model_that_is_not_there) {
  start_sandbox();
  const auto run = muster({"ai", "chat", "--model", "gone", "hello"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.err.find("Unknown model 'gone'"), std::string::npos) << run.err;
}

TEST_F(Ai, wants_something_to_be_asked) {
  start_sandbox();
  for (const auto& arguments :
       {std::vector<std::string>{"ai", "chat", " \n"}, std::vector<std::string>{"ai", "chat", "-"},
        std::vector<std::string>{"ai", "chat"},
        std::vector<std::string>{"ai", "chat", "--max-tokens", "0", "x"}})
    EXPECT_EQ(muster(arguments).exit, 64) << arguments.back();
}

TEST_F(Ai, lists_models_with_their_prices) {
  start_sandbox();
  const auto document = json::parse(muster({"ai", "models", "-o", "json"}).out);
  ASSERT_EQ(document["items"].size(), 2U);
  EXPECT_EQ(document["items"][0]["id"], "echo-small");
  EXPECT_EQ(document["items"][0]["price"], "0.50 USD in, 1.00 USD out, per million tokens");
}

TEST_F(Ai, counts_what_was_asked_and_what_it_cost) {
  start_sandbox();
  EXPECT_EQ(muster({"ai", "usage", "--history"}).out, "Nothing has been asked yet.\n");
  for (int i = 0; i < 3; ++i) muster({"ai", "chat", "hello"});
  const auto usage = json::parse(muster({"ai", "usage", "-o", "json"}).out)["items"][0];
  EXPECT_EQ(usage["requests"], 3);
  EXPECT_EQ(usage["promptTokens"], 6);
  EXPECT_EQ(usage["completionTokens"], 15);
  EXPECT_EQ(usage["cost"], "0.000018");
  const auto history = json::parse(muster({"ai", "usage", "--history", "-o", "json"}).out);
  ASSERT_EQ(history["items"].size(), 3U);
  EXPECT_EQ(history["items"][0]["model"], "echo-small");
  EXPECT_EQ(history["items"][0]["cost"], "0.000006");
}

}  // namespace
}  // namespace muster::e2e
