#pragma once

#include "controller/schedule/cron.hpp"
#include "model/kinds/snapshot_schedule.hpp"

#include <optional>

namespace muster {

/// When a SnapshotSchedule runs: its cron, how late a run may start, and its maintenance window.
class SnapshotTimetable {
 public:
  /// Empty for a schedule whose cron, zone or window cannot be read: loading refuses such
  /// manifests.
  static std::optional<SnapshotTimetable> of(const SnapshotScheduleSpec& spec);

  const TimeZone& zone() const { return zone_; }

  /// The newest run that is over or now.
  std::optional<Timestamp> run_until(Timestamp now) const { return last_until(cron_, zone_, now); }
  std::optional<Timestamp> next_run(Timestamp now) const { return next_after(cron_, zone_, now); }

  /// Whether it is too late for a run, which is the newest one. Waiting for the window to open does
  /// not count as being late.
  bool is_too_late(Timestamp run, Timestamp now) const;
  /// When it will be; empty: when the next run is due.
  std::optional<Timestamp> latest_start(Timestamp run) const;

  bool is_open(Timestamp now) const;
  /// When the window next opens; empty without one.
  std::optional<Timestamp> next_opening(Timestamp now) const;

 private:
  struct Window {
    Duration from{};  // since midnight
    Duration to{};
    Cron opening;
  };
  SnapshotTimetable(Cron cron, TimeZone zone) : cron_(cron), zone_(zone) {}

  Cron cron_;
  TimeZone zone_;
  std::optional<Window> window_;
  std::optional<Duration> starting_deadline_;
};

}  // namespace muster
