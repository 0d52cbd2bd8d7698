#include "manifests/cron_syntax.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(CronSyntax, accepts_what_cron_accepts) {
  for (const auto* text :
       {"* * * * *",         "0 3 * * *",   "*/15 * * * *", "0 0 1,15 * *", "30 7 * * mon-fri",
        "0 0 1 JAN-Mar sun", "0 0 L * *",   "0 0 * * 0",    "0 0 * * 7",    "0-30/10 8-18 * * 1-5",
        "  5   4 * *   * ",  "0\t0\t* * *", "@daily",       "@hourly",      "@weekly",
        "@monthly",          "@yearly",     "@annually",    "@midnight",    "0 0 * * sat-sun",
        "0 0 * * FRI#2,5L",  "0 8/2 * * *"})
    EXPECT_EQ(cron_problem(text), "") << text;
}

TEST(CronSyntax, says_which_part_is_wrong) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "found 0"},
      {"* * * *", "found 4"},
      {"* * * * * *", "found 6"},
      {"60 * * * *", "`60` has no place in the minute field of a cron expression (0-59)"},
      {"* 24 * * *", "`24` has no place in the hour field"},
      {"* * 0 * *", "`0` has no place in the day of month field of a cron expression (1-31)"},
      {"* * * 13 *", "`13` has no place in the month field"},
      {"* * * * 8", "`8` has no place in the day of week field"},
      {"* * * * funday", "`funday` has no place in the day of week field"},
      {"*/0 * * * *", "`*/0` has no place in the minute field"},
      {"*/x * * * *", "`*/x` has no place in the minute field"},
      {"5-1 * * * *", "`5-1` has no place in the minute field"},
      {"1, * * * *", "`` has no place in the minute field"},
      {"L * * * *", "`L` has no place in the minute field"},
      {"-1 * * * *", "`-1` has no place in the minute field"},
      {"1-2-3 * * * *", "`1-2-3` has no place in the minute field"},
      {"99999999999 * * * *", "has no place in the minute field"},
      {"* * * * fri#0", "`fri#0` has no place in the day of week field"},
      {"* * * * fri#6", "`fri#6` has no place in the day of week field"},
      {"* * * * L", "`L` has no place in the day of week field"},
      {"* * 5L * *", "`5L` has no place in the day of month field"},
      {"@reboot", "`@reboot` is not one of"},
      {std::string(300, '*'), "too long"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_NE(cron_problem(text).find(expected), std::string::npos)
        << text << ": " << cron_problem(text);
}

Cron cron(std::string_view text) {
  return parse_cron(text).value();
}

TEST(CronSyntax, means_the_same_in_all_its_spellings) {
  EXPECT_EQ(cron("@weekly"), cron("0 0 * * 0"));
  EXPECT_EQ(cron("0 0 * * sun"), cron("0 0 * * 7"));
  EXPECT_EQ(cron("0 0 * * sat-sun"), cron("0 0 * * 6,0"));
  EXPECT_EQ(cron("5-15/5 0 1 JAN *"), cron("5,10,15 0 1 1 *"));
  EXPECT_EQ(cron("50/4 0 * * *").minutes, cron("50,54,58 0 * * *").minutes);
}

TEST(CronSyntax, knows_which_jobs_go_by_the_clock) {
  for (const auto* text : {"0 * * * *", "0 */2 * * *", "0 8-18/2 * * *", "@hourly"})
    EXPECT_TRUE(cron(text).goes_by_the_clock) << text;
  for (const auto* text : {"*/5 2 * * *", "0 0-23 * * *", "0 1,2 * * *", "@daily"})
    EXPECT_FALSE(cron(text).goes_by_the_clock) << text;
}

}  // namespace
}  // namespace muster
