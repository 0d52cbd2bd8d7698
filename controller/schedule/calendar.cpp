#include "controller/schedule/calendar.hpp"

#include <algorithm>
#include <string>

namespace muster {
namespace {

std::string padded(std::int64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

}  // namespace

WallTime wall_time(const TimeZone& zone, Timestamp instant) {
  auto period = zone.period_at(instant);
  const auto shown = instant.time_since_epoch() + period.offset;
  return {std::chrono::local_time<Duration>(shown), period.offset, std::move(period.abbreviation)};
}

std::string format_wall_time(const WallTime& wall) {
  const auto date = wall.date();
  const auto time = std::chrono::floor<std::chrono::minutes>(wall.time_of_day());
  return padded(int(date.year()), 4) + "-" + padded(unsigned(date.month()), 2) + "-" +
         padded(unsigned(date.day()), 2) + " " + padded(time / std::chrono::hours(1), 2) + ":" +
         padded((time % std::chrono::hours(1)).count(), 2) + " " + wall.abbreviation;
}

std::chrono::local_days monday_of(std::chrono::local_days day) {
  return day - (std::chrono::weekday(day) - std::chrono::Monday);
}

Timestamp instant_of(const TimeZone& zone, std::chrono::local_days day, Duration time_of_day) {
  const Timestamp in_utc((day + time_of_day).time_since_epoch());
  // No zone is that far from UTC.
  auto period = zone.period_at(in_utc - std::chrono::days(2));
  while (period.end + period.offset <= in_utc && period.end < latest_instant)
    period = zone.period_at(period.end);
  return std::max<Timestamp>(period.begin, in_utc - period.offset);
}

}  // namespace muster
