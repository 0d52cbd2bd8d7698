#include "api/codec/ai.hpp"
#include "tests/api/codec_fixture.hpp"

namespace muster::api {
namespace {

TEST_F(Codec, reads_a_chat_answer) {
  const auto read = decode_ai_answer(wire, json::parse(R"({
      "model": "m", "choices": [{"message": {"role": "assistant", "content": "yes"}}],
      "usage": {"prompt_tokens": 3, "completion_tokens": "1"}, "cost": 0.0000125, "currency": "EUR"})"));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->text, "yes");
  EXPECT_EQ(read->prompt_tokens, 3);
  EXPECT_EQ(read->completion_tokens, 1);
  EXPECT_EQ(read->cost, "0.0000125 EUR");
}

TEST_F(Codec, leaves_open_what_a_chat_answer_does_not_say) {
  const auto read =
      decode_ai_answer(wire, json::parse(R"({"choices": [{"message": {"content": ""}}]})"));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->prompt_tokens, std::nullopt);
  EXPECT_EQ(read->cost, std::nullopt);
}

TEST_F(Codec, refuses_a_chat_answer_without_text) {
  for (const auto* body : {"{}", R"({"choices": []})", R"({"choices": [{}]})",
                           R"({"choices": [{"message": {"content": null}}]})"})
    EXPECT_FALSE(decode_ai_answer(wire, json::parse(body))) << body;
}

TEST_F(Codec, reads_the_models) {
  const auto read = decode_ai_models(wire, json::parse(R"({"models": [
      {"id": "a", "input_price": 0.5, "output_price": "1", "currency": "USD"}, {"id": "b"}]})"));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->at(0).price, "0.50 USD in, 1 USD out, per million tokens");
  EXPECT_EQ(read->at(1).price, std::nullopt);
}

TEST_F(Codec, reads_the_usage_at_the_top_or_in_an_object) {
  for (const auto* body : {R"({"total_requests": 2, "total_cost": 1})",
                           R"({"data": {"total_requests": 2, "total_cost": 1}})"}) {
    const auto read = decode_ai_usage(wire, json::parse(body));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->requests, 2);
    EXPECT_EQ(read->cost, "1.00");
    EXPECT_EQ(read->prompt_tokens, std::nullopt);
  }
  EXPECT_FALSE(decode_ai_usage(wire, json::parse("{}")));
}

}  // namespace
}  // namespace muster::api
