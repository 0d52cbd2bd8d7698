#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// A stretch of time in which the clocks of a zone run steadily.
struct ZonePeriod {
  std::chrono::sys_seconds begin;
  std::chrono::sys_seconds end;  // not included
  std::chrono::seconds offset{0};
  std::string abbreviation;
};

/// A change of the clocks that comes back every year.
struct YearlyChange {
  enum class Form { weekday_of_month, day_without_leap, day_with_leap };
  Form form = Form::weekday_of_month;
  unsigned month = 0, week = 0, weekday = 0;  // week 5 is the last one
  int day = 0;                                // 1 to 365 without 29 February, or 0 to 365 with it
  std::chrono::seconds time{0};               // after midnight, also negative or days away
};

/// What a zone does every year once the changes that its file lists are over: the two offsets, and
/// when the clocks go from one to the other.
struct ZoneRule {
  std::chrono::seconds standard_offset{0}, summer_offset{0};
  std::string standard_name, summer_name;
  YearlyChange to_summer, to_standard;

  ZonePeriod period_at(std::chrono::sys_seconds instant) const;
};

/// From the text that closes a zone's file, "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX TZ, with the
/// extensions of RFC 9636). Empty for a zone without summer time, and for what is no such text.
std::optional<ZoneRule> parse_zone_rule(std::string_view text);

}  // namespace muster
