#include "model/time.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace std::chrono_literals;

TEST(Duration, reads_what_it_prints) {
  for (const auto* text : {"0s", "250ms", "90m", "1h30m", "2d", "1d1h1m1s1ms"}) {
    const auto duration = parse_duration(text);
    ASSERT_TRUE(duration) << text;
    EXPECT_EQ(parse_duration(format_duration(*duration)), duration) << text;
  }
  EXPECT_EQ(format_duration(90min), "1h30m");
}

TEST(Duration, refuses_everything_else) {
  for (const auto* text :
       {"", "5", "m", "-1m", "1.5h", "1y", "20 m", "99999999999999999999s", "999999d"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Timestamp, without_a_zone_is_utc) {
  EXPECT_EQ(parse_timestamp("2025-01-15T10:00:00"), parse_timestamp("2025-01-15T10:00:00Z"));
}

TEST(Timestamp, offsets_and_fractions_are_applied) {
  EXPECT_EQ(parse_timestamp("2025-01-15T12:00:00+02:00"), parse_timestamp("2025-01-15T10:00:00Z"));
  EXPECT_EQ(format_timestamp(*parse_timestamp("2025-01-15T10:00:00.123456Z")),
            "2025-01-15T10:00:00.123Z");
}

TEST(Timestamp, refuses_what_is_no_instant) {
  for (const auto* text :
       {"", "2025-01-15", "2025-13-01T00:00:00Z", "2025-02-30T00:00:00Z", "2025-01-15T25:00:00Z",
        "2025-01-15T10:00:00Zjunk", "2025-01-15T10:00:00."})
    EXPECT_FALSE(parse_timestamp(text)) << text;
}

}  // namespace
}  // namespace muster
