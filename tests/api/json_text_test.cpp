#include "api/json_text.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

TEST(JsonText, nested_without_end_is_refused_at_once) {
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  EXPECT_TRUE(parse_json(deep).is_discarded());
}

TEST(JsonText, is_read_to_the_depth_that_is_promised) {
  const auto nested = [](int depth) {
    const auto count = static_cast<std::size_t>(depth);
    return std::string(count, '[') + std::string(count, ']');
  };
  EXPECT_FALSE(parse_json(nested(json_depth_max)).is_discarded());
  EXPECT_TRUE(parse_json(nested(json_depth_max + 1)).is_discarded());
}

TEST(JsonText, brackets_within_texts_are_no_nesting) {
  const auto read = parse_json(R"({"a":")" + std::string(1000, '[') + R"( \" {["})");
  ASSERT_TRUE(read.is_object());
  EXPECT_EQ(read["a"].get<std::string>().size(), 1005U);
}

TEST(JsonText, that_is_none_is_discarded) {
  for (const auto* text : {"", "{", "}", "]", "<html>", "{\"a\":}"})
    EXPECT_TRUE(parse_json(text).is_discarded()) << text;
}

}  // namespace
}  // namespace muster::api
