#pragma once

#include "model/kinds/selector.hpp"
#include "model/time.hpp"

#include <optional>
#include <string>

namespace muster {

enum class MissedRuns { once, skip };
template <>
inline constexpr auto enum_names<MissedRuns> =
    std::to_array<std::pair<MissedRuns, std::string_view>>(
        {{MissedRuns::once, "once"}, {MissedRuns::skip, "skip"}});

/// Which snapshots of a schedule stay; a snapshot stays if any rule wants it.
struct Retention {
  std::optional<std::int64_t> keep_last, keep_hourly, keep_daily, keep_weekly, keep_monthly,
      keep_yearly;
  std::optional<Duration> max_age;
  bool operator==(const Retention&) const = default;
};
template <>
inline constexpr auto fields<Retention> = std::tuple{
    field(&Retention::keep_last, "keepLast", Change::ours, "The newest ones.", at_least(1)),
    field(&Retention::keep_hourly, "keepHourly", Change::ours,
          "The last of each hour, for so many hours.", at_least(0)),
    field(&Retention::keep_daily, "keepDaily", Change::ours,
          "The last of each day, for so many days.", at_least(0)),
    field(&Retention::keep_weekly, "keepWeekly", Change::ours,
          "The last of each week, for so many weeks.", at_least(0)),
    field(&Retention::keep_monthly, "keepMonthly", Change::ours,
          "The last of each month, for so many months.", at_least(0)),
    field(&Retention::keep_yearly, "keepYearly", Change::ours,
          "The last of each year, for so many years.", at_least(0)),
    field(&Retention::max_age, "maxAge", Change::ours,
          "Older ones go, but never the newest good one."),
};

/// A stretch of the day; one that ends before it starts goes past midnight.
struct MaintenanceWindow {
  std::string from;
  std::string to;
  bool operator==(const MaintenanceWindow&) const = default;
};
template <>
inline constexpr auto fields<MaintenanceWindow> = std::tuple{
    field(&MaintenanceWindow::from, "from", Change::ours, "Time of day, such as 01:00.", required,
          Format::time_of_day),
    field(&MaintenanceWindow::to, "to", Change::ours, "Time of day, not included.", required,
          Format::time_of_day),
};

struct SnapshotScheduleSpec {
  VirtualMachineSelector virtual_machines;
  std::string schedule;
  std::optional<std::string> time_zone;
  Retention retention;
  MissedRuns missed_runs = MissedRuns::once;
  std::optional<Duration> starting_deadline;
  std::optional<MaintenanceWindow> maintenance_window;
  std::optional<std::int64_t> concurrency;
  bool operator==(const SnapshotScheduleSpec&) const = default;
};
template <>
inline constexpr auto fields<SnapshotScheduleSpec> = std::tuple{
    field(&SnapshotScheduleSpec::virtual_machines, "virtualMachines", Change::ours,
          "What is snapshotted.", required),
    field(&SnapshotScheduleSpec::schedule, "schedule", Change::ours,
          "Cron expression of five fields.", required, Format::cron),
    field(&SnapshotScheduleSpec::time_zone, "timeZone", Change::ours,
          "IANA name such as Europe/Oslo.", by_default("UTC"), Format::time_zone),
    field(&SnapshotScheduleSpec::retention, "retention", Change::ours, "Which snapshots stay.",
          required),
    field(&SnapshotScheduleSpec::missed_runs, "missedRuns", Change::ours,
          "What is done about runs that were due while muster was not running.",
          by_default("once")),
    field(&SnapshotScheduleSpec::starting_deadline, "startingDeadline", Change::ours,
          "How late a run may start, and how long a failed one is tried again.",
          by_default("until the next run with once, 15m with skip")),
    field(&SnapshotScheduleSpec::maintenance_window, "maintenanceWindow", Change::ours,
          "Snapshots start only at these times of day, as a machine is shut off meanwhile.",
          by_default("any time")),
    field(&SnapshotScheduleSpec::concurrency, "concurrency", Change::ours,
          "Machines that are snapshotted at one time.", by_default("2"), at_least(1), at_most(100)),
};

}  // namespace muster
