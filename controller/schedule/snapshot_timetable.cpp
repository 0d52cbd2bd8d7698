#include "controller/schedule/snapshot_timetable.hpp"

#include "controller/schedule/calendar.hpp"

#include <charconv>
#include <string>

namespace muster {
namespace {

/// With missedRuns: skip, for the moments that a muster takes to start.
constexpr Duration usual_lateness = std::chrono::minutes(15);

struct TimeOfDay {
  int hour = 0;
  int minute = 0;

  Duration since_midnight() const {
    return std::chrono::hours(hour) + std::chrono::minutes(minute);
  }
};

/// "03:30"
std::optional<TimeOfDay> parse_time_of_day(const std::string& text) {
  TimeOfDay time;
  const char* end = text.data() + text.size();
  const auto hour = std::from_chars(text.data(), end, time.hour);
  if (hour.ec != std::errc{} || hour.ptr == end || *hour.ptr != ':') return std::nullopt;
  const auto minute = std::from_chars(hour.ptr + 1, end, time.minute);
  if (minute.ec != std::errc{} || minute.ptr != end) return std::nullopt;
  return time;
}

}  // namespace

std::optional<SnapshotTimetable> SnapshotTimetable::of(const SnapshotScheduleSpec& spec) {
  const auto cron = parse_cron(spec.schedule);
  const auto zone = TimeZone::find(spec.time_zone.value_or("UTC"));
  if (!cron || !zone) return std::nullopt;
  SnapshotTimetable timetable(*cron, *zone);
  timetable.starting_deadline_ = spec.starting_deadline;
  if (!spec.starting_deadline && spec.missed_runs == MissedRuns::skip)
    timetable.starting_deadline_ = usual_lateness;
  if (!spec.maintenance_window) return timetable;
  const auto from = parse_time_of_day(spec.maintenance_window->from);
  const auto to = parse_time_of_day(spec.maintenance_window->to);
  if (!from || !to) return std::nullopt;
  const auto opening =
      parse_cron(std::to_string(from->minute) + " " + std::to_string(from->hour) + " * * *");
  if (!opening) return std::nullopt;
  timetable.window_ = Window{from->since_midnight(), to->since_midnight(), *opening};
  return timetable;
}

std::optional<Timestamp> SnapshotTimetable::latest_start(Timestamp run) const {
  if (!starting_deadline_) return std::nullopt;
  const auto may_start = is_open(run) ? run : next_opening(run).value_or(run);
  return may_start + *starting_deadline_;
}

bool SnapshotTimetable::is_too_late(Timestamp run, Timestamp now) const {
  const auto latest = latest_start(run);
  return latest && *latest < now;
}

bool SnapshotTimetable::is_open(Timestamp now) const {
  if (!window_) return true;
  const auto time = wall_time(zone_, now).time_of_day();
  const bool started = window_->from <= time;
  const bool ended = window_->to <= time;
  return window_->from < window_->to ? started && !ended : started || !ended;
}

std::optional<Timestamp> SnapshotTimetable::next_opening(Timestamp now) const {
  if (!window_) return std::nullopt;
  return next_after(window_->opening, zone_, now);
}

}  // namespace muster
