#include "manifests/cron_syntax.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(CronSyntax, accepts_what_cron_accepts) {
  for (const auto* text :
       {"* * * * *", "0 3 * * *", "*/15 * * * *", "0 0 1,15 * *", "30 7 * * mon-fri",
        "0 0 1 JAN-Mar sun", "0 0 L * *", "0 0 * * 0", "0 0 * * 7", "0-30/10 8-18 * * 1-5",
        "  5   4 * *   * ", "0\t0\t* * *", "@daily", "@hourly", "@weekly", "@monthly", "@yearly",
        "@annually", "@midnight"})
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
      {"@reboot", "`@reboot` is not one of"},
      {std::string(300, '*'), "too long"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_NE(cron_problem(text).find(expected), std::string::npos)
        << text << ": " << cron_problem(text);
}

}  // namespace
}  // namespace muster
