#pragma once

#include "controller/schedule/time_zones.hpp"
#include "manifests/cron_syntax.hpp"
#include "model/kinds/power_schedule.hpp"
#include "model/kinds/virtual_machine.hpp"
#include "model/time.hpp"

#include <chrono>
#include <optional>
#include <set>

namespace muster {

/// What a timetable says at an instant, and when its next event is.
struct TimetableView {
  std::optional<PowerState> state;  // empty: before its first event
  std::optional<Timestamp> next;
};

/// When a PowerSchedule hibernates and restores: its two crons, without what falls on the dates of
/// `except` in its zone.
class PowerTimetable {
 public:
  /// Empty for a schedule whose crons or zone cannot be read: loading refuses such manifests.
  static std::optional<PowerTimetable> of(const PowerScheduleSpec& spec);

  /// The later event counts, and of two at the same time the restoring one. Restoring begins
  /// `wake_time` early, so that the machine is up at the time that the schedule says.
  TimetableView at(Timestamp now, Duration wake_time) const;

 private:
  PowerTimetable(const Cron& hibernate, const Cron& restore, TimeZone zone,
                 std::set<std::chrono::local_days> except)
      : hibernate_(hibernate),
        restore_(restore),
        zone_(std::move(zone)),
        except_(std::move(except)) {}

  std::optional<Timestamp> next(const Cron& cron, Timestamp after) const;
  std::optional<Timestamp> latest(const Cron& cron, Timestamp until) const;
  /// The day of the instant, if it is among the exceptions.
  std::optional<std::chrono::local_days> exception_at(Timestamp instant) const;

  Cron hibernate_;
  Cron restore_;
  TimeZone zone_;
  std::set<std::chrono::local_days> except_;
};

}  // namespace muster
