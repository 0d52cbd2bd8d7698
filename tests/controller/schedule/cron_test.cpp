#include "controller/schedule/cron.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

std::vector<std::string> runs(const std::string& text, const std::string& zone_name,
                              const std::string& from, std::size_t count) {
  const auto cron = parse_cron(text);
  const auto zone = TimeZone::find(zone_name);
  std::vector<std::string> found;
  auto at = *parse_timestamp(from);
  while (found.size() < count) {
    const auto next = next_after(cron.value(), zone.value(), at);
    if (!next) break;
    found.push_back(format_timestamp(at = *next));
  }
  return found;
}

struct Case {
  const char* reason;
  const char* text;
  const char* zone;
  const char* from;
  std::vector<std::string> due;
};

void check(const std::vector<Case>& cases) {
  for (const auto& c : cases)
    EXPECT_EQ(runs(c.text, c.zone, c.from, c.due.size()), c.due) << c.reason << ": " << c.text;
}

TEST(CronNext, is_strictly_after_and_follows_the_fields) {
  check({
      {"not the instant itself",
       "0 3 * * *",
       "UTC",
       "2026-01-15T03:00:00Z",
       {"2026-01-16T03:00:00Z", "2026-01-17T03:00:00Z"}},
      {"seconds before count",
       "0 3 * * *",
       "UTC",
       "2026-01-15T02:59:59.999Z",
       {"2026-01-15T03:00:00Z"}},
      {"in the zone",
       "0 3 * * *",
       "Asia/Kolkata",
       "2026-01-15T00:00:00Z",
       {"2026-01-15T21:30:00Z"}},
      {"last day of the month",
       "0 0 L * *",
       "UTC",
       "2028-02-01T00:00:00Z",
       {"2028-02-29T00:00:00Z", "2028-03-31T00:00:00Z", "2028-04-30T00:00:00Z"}},
      {"either day field",
       "0 0 13 * fri",
       "UTC",
       "2026-01-01T00:00:00Z",
       {"2026-01-02T00:00:00Z", "2026-01-09T00:00:00Z", "2026-01-13T00:00:00Z"}},
      {"both day fields, as one has a star",
       "0 0 */2 * mon",
       "UTC",
       "2026-01-01T00:00:00Z",
       {"2026-01-05T00:00:00Z", "2026-01-19T00:00:00Z"}},
      {"7 is Sunday, and so is 0",
       "0 0 * * 7",
       "UTC",
       "2026-01-01T00:00:00Z",
       {"2026-01-04T00:00:00Z", "2026-01-11T00:00:00Z"}},
  });
}

TEST(CronNext, knows_all_ways_to_say_a_day) {
  check({
      {"a week-end",
       "0 0 * * sat-sun",
       "UTC",
       "2026-01-01T00:00:00Z",
       {"2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z", "2026-01-10T00:00:00Z"}},
      {"the last Friday",
       "0 0 * * friL",
       "UTC",
       "2026-01-01T00:00:00Z",
       {"2026-01-30T00:00:00Z", "2026-02-27T00:00:00Z"}},
      {"the second Tuesday",
       "0 0 * * 2#2",
       "UTC",
       "2026-01-01T00:00:00Z",
       {"2026-01-13T00:00:00Z", "2026-02-10T00:00:00Z"}},
      {"a fifth Monday is rare",
       "0 0 * * mon#5",
       "UTC",
       "2026-01-01T00:00:00Z",
       {"2026-03-30T00:00:00Z", "2026-06-29T00:00:00Z"}},
      {"a step from a number on",
       "50/4 * * * *",
       "UTC",
       "2026-01-01T00:00:00Z",
       {"2026-01-01T00:50:00Z", "2026-01-01T00:54:00Z", "2026-01-01T00:58:00Z",
        "2026-01-01T01:50:00Z"}},
      {"leap years",
       "0 0 29 feb *",
       "UTC",
       "2026-01-01T00:00:00Z",
       {"2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"}},
      {"the year 2100 has no 29 February",
       "0 0 29 2 *",
       "UTC",
       "2096-03-01T00:00:00Z",
       {"2104-02-29T00:00:00Z"}},
      {"whole expressions", "@monthly", "UTC", "2026-01-15T00:00:00Z", {"2026-02-01T00:00:00Z"}},
      {"whole expressions", "@weekly", "UTC", "2026-01-15T00:00:00Z", {"2026-01-18T00:00:00Z"}},
  });
}

TEST(CronNext, comes_once_where_the_clocks_jump) {
  check({
      {"jumped over",
       "30 2 * * *",
       "Europe/Oslo",
       "2026-03-28T12:00:00Z",
       {"2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}},
      {"many of them jumped over, once",
       "*/10 2 * * *",
       "Europe/Oslo",
       "2026-03-28T12:00:00Z",
       {"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"}},
      {"the jump meets the next time",
       "0,30 2,3 * * *",
       "Europe/Oslo",
       "2026-03-28T12:00:00Z",
       {"2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:00:00Z"}},
      {"a whole day is left out",
       "0 3 * * *",
       "Pacific/Apia",
       "2011-12-28T14:00:00Z",
       {"2011-12-29T13:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T13:00:00Z"}},
      {"midnight is jumped over",
       "0 0 * * *",
       "America/Sao_Paulo",
       "2018-11-03T12:00:00Z",
       {"2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"}},
      {"by the clock",
       "0 */2 * * *",
       "Europe/Oslo",
       "2026-03-28T22:30:00Z",
       {"2026-03-28T23:00:00Z", "2026-03-29T02:00:00Z"}},
      {"every quarter of an hour",
       "*/15 * * * *",
       "Europe/Oslo",
       "2026-03-29T00:40:00Z",
       {"2026-03-29T00:45:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:15:00Z"}},
      {"half an hour on Lord Howe",
       "15 2 * * *",
       "Australia/Lord_Howe",
       "2026-10-03T00:00:00Z",
       {"2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"}},
      {"two hours in Troll",
       "0 2 * * *",
       "Antarctica/Troll",
       "2026-03-28T12:00:00Z",
       {"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"}},
      {"beyond what the zone's file lists",
       "30 2 * * *",
       "Europe/Oslo",
       "2040-03-24T12:00:00Z",
       {"2040-03-25T01:00:00Z", "2040-03-26T00:30:00Z"}},
  });
}

TEST(CronNext, comes_once_where_the_clocks_show_an_hour_again) {
  check({
      {"the first time",
       "30 2 * * *",
       "Europe/Oslo",
       "2026-10-24T12:00:00Z",
       {"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
      {"not the second, when asked in between",
       "30 2 * * *",
       "Europe/Oslo",
       "2026-10-25T01:05:00Z",
       {"2026-10-26T01:30:00Z"}},
      {"by the clock",
       "30 */2 * * *",
       "Europe/Oslo",
       "2026-10-24T23:00:00Z",
       {"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T03:30:00Z"}},
      {"every hour",
       "0 * * * *",
       "Europe/Oslo",
       "2026-10-24T23:30:00Z",
       {"2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"}},
      {"into the day before",
       "30 23 * * sat",
       "America/Sao_Paulo",
       "2018-02-17T12:00:00Z",
       {"2018-02-18T01:30:00Z", "2018-02-25T02:30:00Z"}},
  });
}

TEST(CronNext, gives_nothing_for_what_never_comes) {
  for (const auto* text : {"0 0 30 2 *", "0 0 31 4,6,9,11 *", "30 2-2/1 25-31 3 */7"})
    for (const auto* zone : {"UTC", "Europe/Oslo"})
      if (std::string(text).starts_with("0") || std::string(zone) == "Europe/Oslo")
        EXPECT_TRUE(runs(text, zone, "2026-01-01T00:00:00Z", 1).empty()) << text << " " << zone;
}

TEST(CronLast, is_the_newest_run_that_is_over_or_now) {
  const auto oslo = TimeZone::find("Europe/Oslo").value();
  const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
      {"0 3 * * *", "2026-01-15T02:00:00Z", "2026-01-15T02:00:00Z"},
      {"0 3 * * *", "2026-01-15T01:59:59.999Z", "2026-01-14T02:00:00Z"},
      {"30 2 * * *", "2026-03-29T05:00:00Z", "2026-03-29T01:00:00Z"},
      {"30 2 * * *", "2026-10-25T01:45:00Z", "2026-10-25T00:30:00Z"},
      {"* * * * *", "2026-01-15T02:00:30Z", "2026-01-15T02:00:00Z"},
      {"* * * jan *", "2026-12-15T00:00:00Z", "2026-01-31T22:59:00Z"},
      {"0 0 29 2 *", "2027-01-01T00:00:00Z", "2024-02-28T23:00:00Z"},
      {"0 0 30 2 *", "2027-01-01T00:00:00Z", "never"},
  };
  for (const auto& [text, until, expected] : cases) {
    const auto last = last_until(parse_cron(text).value(), oslo, *parse_timestamp(until));
    EXPECT_EQ(last ? format_timestamp(*last) : "never", expected) << text << " " << until;
  }
}

TEST(CronClockChange, tells_what_the_clocks_did_to_a_run) {
  const auto oslo = TimeZone::find("Europe/Oslo").value();
  const auto at = [&](const char* text, const char* due) {
    return clock_change_at(parse_cron(text).value(), oslo, *parse_timestamp(due));
  };
  EXPECT_EQ(at("30 2 * * *", "2026-03-29T01:00:00Z"), ClockChange::jumped);
  EXPECT_EQ(at("30 2 * * *", "2026-10-25T00:30:00Z"), ClockChange::repeated);
  EXPECT_EQ(at("30 2 * * *", "2026-10-26T01:30:00Z"), ClockChange::none);
  EXPECT_EQ(at("30 * * * *", "2026-10-25T00:30:00Z"), ClockChange::none);
}

}  // namespace
}  // namespace muster
