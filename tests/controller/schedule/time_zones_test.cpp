#include "controller/schedule/time_zones.hpp"

#include "controller/schedule/calendar.hpp"

#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(TimeZone, is_found_by_its_iana_name_only) {
  for (const auto* name : {"Europe/Oslo", "UTC", "America/Argentina/Buenos_Aires"})
    EXPECT_TRUE(TimeZone::find(name)) << name;
  for (const auto* name : {"", "Europe/Atlantis", "/etc/passwd", "../UTC", "oslo"})
    EXPECT_FALSE(TimeZone::find(name)) << name;
}

TEST(TimeZone, shows_what_its_clocks_show) {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases = {
      {"Europe/Oslo", "2026-03-29T00:59:59Z", "2026-03-29 01:59 CET"},
      {"Europe/Oslo", "2026-03-29T01:00:00Z", "2026-03-29 03:00 CEST"},
      {"Europe/Oslo", "2040-07-01T12:00:00Z", "2040-07-01 14:00 CEST"},
      {"Europe/Dublin", "2040-01-01T12:00:00Z", "2040-01-01 12:00 GMT"},
      {"Australia/Sydney", "2055-01-01T12:00:00Z", "2055-01-01 23:00 AEDT"},
      {"Africa/Casablanca", "2039-10-01T12:00:00Z", "2039-10-01 12:00 +00"},
      {"Asia/Kathmandu", "2026-01-01T00:00:00Z", "2026-01-01 05:45 +0545"},
      {"UTC", "2026-01-01T00:00:00Z", "2026-01-01 00:00 UTC"},
  };
  for (const auto& [name, instant, shown] : cases)
    EXPECT_EQ(format_wall_time(wall_time(TimeZone::find(name).value(), *parse_timestamp(instant))),
              shown)
        << name << " " << instant;
}

TEST(TimeZone, comes_to_each_time_of_day_once) {
  const std::vector<std::tuple<const char*, std::chrono::year_month_day, int, const char*>> cases =
      {
          {"UTC", std::chrono::year(2026) / 1 / 1, 3, "2026-01-01T03:00:00Z"},
          {"Europe/Oslo", std::chrono::year(2026) / 3 / 29, 2, "2026-03-29T01:00:00Z"},
          {"Europe/Oslo", std::chrono::year(2026) / 10 / 25, 2, "2026-10-25T00:00:00Z"},
          {"America/Sao_Paulo", std::chrono::year(2018) / 11 / 4, 0, "2018-11-04T03:00:00Z"},
          {"Pacific/Apia", std::chrono::year(2011) / 12 / 30, 0, "2011-12-30T10:00:00Z"},
      };
  for (const auto& [name, date, hour, expected] : cases)
    EXPECT_EQ(format_timestamp(instant_of(TimeZone::find(name).value(),
                                          std::chrono::local_days(date), std::chrono::hours(hour))),
              expected)
        << name;
}

std::string changes(const char* text, int year) {
  const auto rule = parse_zone_rule(text);
  if (!rule) return "none";
  const std::chrono::sys_days new_year{std::chrono::year(year) / 1 / 1};
  const auto first = rule->period_at(new_year);
  const auto second = rule->period_at(first.end);
  return first.abbreviation + " " + format_timestamp(first.end) + " " + second.abbreviation + " " +
         format_timestamp(second.end);
}

TEST(ZoneRule, knows_all_forms_of_dates_and_times) {
  const std::vector<std::tuple<const char*, int, const char*>> cases = {
      {"CET-1CEST,M3.5.0,M10.5.0/3", 2040, "CET 2040-03-25T01:00:00Z CEST 2040-10-28T01:00:00Z"},
      {"IST-1GMT0,M10.5.0,M3.5.0/1", 2040, "GMT 2040-03-25T01:00:00Z IST 2040-10-28T01:00:00Z"},
      {"EET-2EEST,M3.4.4/50,M10.4.4/50", 2040,
       "EET 2040-03-24T00:00:00Z EEST 2040-10-26T23:00:00Z"},
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2040,
       "-02 2040-03-25T01:00:00Z -01 2040-10-28T01:00:00Z"},
      {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2040,
       "+11 2040-03-31T15:00:00Z +1030 2040-10-06T15:30:00Z"},
      {"AAA0BBB,J60,J300", 2040, "AAA 2040-03-01T02:00:00Z BBB 2040-10-27T01:00:00Z"},
      {"AAA0BBB,59/0,300/0", 2040, "AAA 2040-02-29T00:00:00Z BBB 2040-10-26T23:00:00Z"},
      {"CET-1", 2040, "none"},
      {"CET-1CEST", 2040, "none"},
      {"CET-1CEST,M3.5.0", 2040, "none"},
      {"CET-1CEST,M13.5.0,M10.5.0", 2040, "none"},
      {"CET-1CEST,M3.5.0,M10.5.0/3x", 2040, "none"},
      {"", 2040, "none"},
  };
  for (const auto& [text, year, expected] : cases) EXPECT_EQ(changes(text, year), expected) << text;
}

}  // namespace
}  // namespace muster
