#include "controller/schedule/power_timetable.hpp"

#include "controller/schedule/calendar.hpp"
#include "controller/schedule/cron.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

/// "2026-12-24"
std::optional<std::chrono::local_days> parse_day(const std::string& text) {
  const auto midnight = parse_timestamp(text + "T00:00:00Z");
  if (!midnight) return std::nullopt;
  return std::chrono::local_days(
      std::chrono::floor<std::chrono::days>(*midnight).time_since_epoch());
}

}  // namespace

std::optional<PowerTimetable> PowerTimetable::of(const PowerScheduleSpec& spec) {
  const auto hibernate = parse_cron(spec.hibernate);
  const auto restore = parse_cron(spec.restore);
  auto zone = TimeZone::find(spec.time_zone.value_or("UTC"));
  if (!hibernate || !restore || !zone) return std::nullopt;
  std::set<std::chrono::local_days> except;
  for (const auto& date : spec.except)
    if (const auto parsed = parse_day(date)) except.insert(*parsed);
  return PowerTimetable(*hibernate, *restore, *std::move(zone), std::move(except));
}

std::optional<std::chrono::local_days> PowerTimetable::exception_at(Timestamp instant) const {
  if (except_.empty()) return std::nullopt;
  const auto day = wall_time(zone_, instant).day();
  return except_.contains(day) ? std::optional(day) : std::nullopt;
}

// Both step over a whole day that is left out, so that each exception costs one look at the cron.

std::optional<Timestamp> PowerTimetable::next(const Cron& cron, Timestamp after) const {
  auto found = next_after(cron, zone_, after);
  while (found) {
    const auto left_out = exception_at(*found);
    if (!left_out) break;
    const auto end = instant_of(zone_, *left_out + std::chrono::days(1), Duration(0));
    found = next_after(cron, zone_, std::max(end - Duration(1), *found));
  }
  return found;
}

std::optional<Timestamp> PowerTimetable::latest(const Cron& cron, Timestamp until) const {
  auto found = last_until(cron, zone_, until);
  while (found) {
    const auto left_out = exception_at(*found);
    if (!left_out) break;
    const auto begin = instant_of(zone_, *left_out, Duration(0));
    found = last_until(cron, zone_, std::min(begin, *found) - Duration(1));
  }
  return found;
}

TimetableView PowerTimetable::at(Timestamp now, Duration wake_time) const {
  TimetableView view;
  const auto slept = latest(hibernate_, now);
  const auto woke = latest(restore_, now + wake_time);
  if (woke && (!slept || *woke >= *slept))
    view.state = PowerState::active;
  else if (slept)
    view.state = PowerState::hibernated;
  view.next = next(hibernate_, now);
  if (const auto waking = next(restore_, now + wake_time))
    if (!view.next || *waking - wake_time < *view.next) view.next = *waking - wake_time;
  return view;
}

}  // namespace muster
