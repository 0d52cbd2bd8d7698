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

struct SnapshotScheduleSpec {
  VirtualMachineSelector virtual_machines;
  std::string schedule;
  std::optional<std::string> time_zone;
  Retention retention;
  MissedRuns missed_runs = MissedRuns::once;
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
};

}  // namespace muster
