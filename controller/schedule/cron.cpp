#include "controller/schedule/cron.hpp"

#include <algorithm>
#include <bit>

namespace muster {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::year_month;

/// What the clocks of a zone show.
using LocalMinutes = std::chrono::local_time<minutes>;

/// After so long the calendar repeats itself, weekdays included: what has not come never comes.
constexpr auto calendar_cycle = days(146'097);
/// No zone sets its clocks by more than this.
constexpr auto jump_max = days(2);

LocalMinutes floor_local(std::chrono::sys_seconds instant, std::chrono::seconds offset) {
  return floor<minutes>(std::chrono::local_seconds((instant + offset).time_since_epoch()));
}
LocalMinutes ceil_local(std::chrono::sys_seconds instant, std::chrono::seconds offset) {
  return floor_local(instant + std::chrono::seconds(59), offset);
}
LocalMinutes local_begin(const ZonePeriod& period) {
  return ceil_local(period.begin, period.offset);
}
LocalMinutes local_end(const ZonePeriod& period) {
  return ceil_local(period.end, period.offset);
}
Timestamp instant_of(LocalMinutes local, const ZonePeriod& period) {
  return Timestamp(local.time_since_epoch() - period.offset);
}

/// The first value that is not below `from`, or -1.
int next_bit(std::uint64_t bits, int from) {
  if (from >= 64 || (bits >> from) == 0) return -1;
  return from + std::countr_zero(bits >> from);
}

bool has(std::uint64_t bits, unsigned value) {
  return (bits >> value & 1U) != 0;
}

/// The days of that month on which the job is due, as bits.
std::uint32_t days_of(const Cron& cron, year_month month) {
  const auto length = unsigned((month / std::chrono::last).day());
  const unsigned first = std::chrono::weekday(std::chrono::local_days(month / 1)).c_encoding();
  std::uint32_t by_weekday = 0;
  for (unsigned day = 1; day <= length; ++day) {
    const unsigned weekday = (first + day - 1) % 7;
    const unsigned nth = cron.nth_weekdays[weekday];
    const bool wanted = has(cron.weekdays, weekday) || has(nth, (day - 1) / 7 + 1) ||
                        (has(nth, 0) && day + 7 > length);
    if (wanted) by_weekday |= std::uint32_t{1} << day;
  }
  std::uint32_t by_date = cron.days;
  if (cron.last_day) by_date |= std::uint32_t{1} << length;
  const std::uint64_t there = (std::uint64_t{1} << (length + 1)) - 1;
  const bool both = cron.any_day || cron.any_weekday;
  return (both ? by_date & by_weekday : by_date | by_weekday) & static_cast<std::uint32_t>(there);
}

/// The first time of day that is not before `from`.
std::optional<minutes> time_from(const Cron& cron, minutes from) {
  const int hour = static_cast<int>(from / hours(1));
  const int minute = static_cast<int>((from % hours(1)).count());
  if (has(cron.hours, static_cast<unsigned>(hour)))
    if (const int found = next_bit(cron.minutes, minute); found >= 0)
      return hours(hour) + minutes(found);
  const int later = next_bit(cron.hours, hour + 1);
  if (later < 0) return std::nullopt;
  return hours(later) + minutes(next_bit(cron.minutes, 0));
}

/// The first local time in [from, until) that matches all fields.
std::optional<LocalMinutes> first_match(const Cron& cron, LocalMinutes from, LocalMinutes until) {
  const auto today = floor<days>(from);
  const std::chrono::year_month_day date{today};
  auto month = date.year() / date.month();
  int day = static_cast<int>(unsigned(date.day()));
  for (; std::chrono::local_days(month / 1) < until; month += std::chrono::months(1), day = 1) {
    if (!has(cron.months, unsigned(month.month()))) continue;
    const auto due = days_of(cron, month);
    for (day = next_bit(due, day); day >= 0; day = next_bit(due, day + 1)) {
      const auto midnight =
          std::chrono::local_days(month / std::chrono::day(static_cast<unsigned>(day)));
      const auto time = time_from(cron, midnight == today ? from - midnight : minutes(0));
      if (!time) continue;
      const LocalMinutes found = midnight + *time;
      return found < until ? std::optional(found) : std::nullopt;
    }
  }
  return std::nullopt;
}

/// The latest local time that was reached before the period began.
LocalMinutes reached_before(const TimeZone& zone, const ZonePeriod& period) {
  auto begin = period.begin;
  LocalMinutes reached = LocalMinutes::min();
  while (begin > earliest_instant && begin + jump_max > period.begin) {
    const auto before = zone.period_at(begin - std::chrono::seconds(1));
    reached = std::max(reached, local_end(before));
    begin = before.begin;
  }
  return reached;
}

/// The first instant within the period, and after `after`, at which the job is due.
std::optional<Timestamp> first_in(const Cron& cron, const TimeZone& zone, const ZonePeriod& period,
                                  Timestamp after, LocalMinutes until) {
  const auto now = floor<std::chrono::seconds>(after);
  auto from = std::max(local_begin(period), floor_local(now, period.offset) + minutes(1));
  if (!cron.goes_by_the_clock) {
    const auto reached = reached_before(zone, period);
    const auto begin = local_begin(period);
    if (after < period.begin && reached < begin && first_match(cron, reached, begin))
      return period.begin;
    from = std::max(from, reached);
  }
  const auto match = first_match(cron, from, std::min(local_end(period), until));
  if (!match) return std::nullopt;
  return instant_of(*match, period);
}

}  // namespace

std::optional<Timestamp> next_after(const Cron& cron, const TimeZone& zone, Timestamp after) {
  after = std::clamp(after, Timestamp(earliest_instant), Timestamp(latest_instant));
  const auto limit = floor<std::chrono::seconds>(after) + calendar_cycle;
  const auto until = floor_local(limit, std::chrono::seconds(0));
  auto period = zone.period_at(after);
  for (;;) {
    if (const auto found = first_in(cron, zone, period, after, until)) return found;
    if (period.end >= std::min(limit, latest_instant)) return std::nullopt;
    // Periods in which nothing can be due are passed over.
    const auto local = first_match(cron, local_end(period) - jump_max, until);
    if (!local) return std::nullopt;
    const std::chrono::sys_seconds near((*local - jump_max).time_since_epoch());
    period = zone.period_at(std::max(period.end, near));
  }
}

std::optional<Timestamp> last_until(const Cron& cron, const TimeZone& zone, Timestamp until) {
  const auto due_after = [&](Timestamp instant) -> std::optional<Timestamp> {
    const auto next = next_after(cron, zone, instant);
    return next && *next <= until ? next : std::nullopt;
  };
  Duration back = hours(1);
  auto found = due_after(until - back);
  while (!found && back < calendar_cycle) found = due_after(until - (back *= 4));
  if (!found) return std::nullopt;
  // Nothing is due between `free` and `until`.
  for (Timestamp free = until; *found < free;) {
    const auto middle = *found + (free - *found) / 2;
    const auto later = due_after(middle);
    if (later)
      found = later;
    else
      free = middle;
  }
  return found;
}

ClockChange clock_change_at(const Cron& cron, const TimeZone& zone, Timestamp due) {
  if (cron.goes_by_the_clock) return ClockChange::none;
  const auto period = zone.period_at(due);
  const auto local = floor_local(floor<std::chrono::seconds>(due), period.offset);
  if (!first_match(cron, local, local + minutes(1))) return ClockChange::jumped;
  if (period.end >= latest_instant) return ClockChange::none;
  const bool again = local_begin(zone.period_at(period.end)) <= local;
  return again ? ClockChange::repeated : ClockChange::none;
}

}  // namespace muster
