#pragma once

#include "controller/schedule/time_zones.hpp"
#include "model/time.hpp"

#include <chrono>
#include <string>

namespace muster {

/// What calendars and clocks of a zone show at an instant.
struct WallTime {
  std::chrono::local_time<Duration> local;
  std::chrono::seconds offset{0};  // from UTC, to the east
  std::string abbreviation;        // "CEST"

  std::chrono::local_days day() const { return std::chrono::floor<std::chrono::days>(local); }
  std::chrono::year_month_day date() const { return std::chrono::year_month_day(day()); }
  Duration time_of_day() const { return local - day(); }
};
WallTime wall_time(const TimeZone& zone, Timestamp instant);

/// "2026-03-29 03:00 CEST"
std::string format_wall_time(const WallTime& wall);

/// The Monday of its week.
std::chrono::local_days monday_of(std::chrono::local_days day);

/// The first instant at which the clocks of the zone have come to that time of that day.
Timestamp instant_of(const TimeZone& zone, std::chrono::local_days day, Duration time_of_day);

}  // namespace muster
