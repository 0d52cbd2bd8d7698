#include "model/value.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

Value sample() {
  return Value::Map{{"name", "a \"quoted\" one"},
                    {"count", std::int64_t{3}},
                    {"on", true},
                    {"none", Value()},
                    {"list", Value::List{"x", std::int64_t{1}}},
                    {"key", SecretDigest{"abc"}}};
}

TEST(Value, survives_json) {
  const auto read = value_from_json(to_json(sample()));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, sample());
}

TEST(Value, never_displays_a_secret) {
  EXPECT_EQ(to_display(sample()).find("abc"), std::string::npos);
  EXPECT_NE(to_display(sample()).find("(sensitive)"), std::string::npos);
}

TEST(Value, refuses_json_it_did_not_write) {
  for (const auto* text : {"", "{", "1.5"}) EXPECT_FALSE(value_from_json(text)) << text;
}

TEST(Value, is_found_by_path) {
  const Value spec = Value::Map{{"gpu", Value::Map{{"model", "L40"}}}};
  ASSERT_NE(spec.at_path("/gpu/model"), nullptr);
  EXPECT_EQ(*spec.at_path("/gpu/model"), Value("L40"));
  EXPECT_EQ(spec.at_path("/gpu/count"), nullptr);
  EXPECT_EQ(spec.at_path("/gpu/model/deeper"), nullptr);
}

}  // namespace
}  // namespace muster
