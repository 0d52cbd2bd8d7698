#pragma once

#include "controller/schedule/time_zones.hpp"
#include "model/kinds/snapshot_schedule.hpp"
#include "model/time.hpp"

#include <string>
#include <vector>

namespace muster {

/// One copy that a schedule has made.
struct RetainedCopy {
  std::string name;
  Timestamp time{};     // of the run that it is of
  bool good = false;    // finished, and can be restored
  bool making = false;  // not finished yet
  bool pinned = false;  // something is made from it
};

/// Why copies stay. The order is that of the rules.
enum class KeepRule { last, hourly, daily, weekly, monthly, yearly, age, newest, pinned, making };
template <>
inline constexpr auto enum_names<KeepRule> = std::to_array<std::pair<KeepRule, std::string_view>>(
    {{KeepRule::last, "keepLast"},
     {KeepRule::hourly, "keepHourly"},
     {KeepRule::daily, "keepDaily"},
     {KeepRule::weekly, "keepWeekly"},
     {KeepRule::monthly, "keepMonthly"},
     {KeepRule::yearly, "keepYearly"},
     {KeepRule::age, "maxAge"},
     {KeepRule::newest, "the newest good one"},
     {KeepRule::pinned, "something is made from it"},
     {KeepRule::making, "it is being made"}});

/// What becomes of one copy.
struct Retained {
  std::string name;
  std::vector<KeepRule> kept_by;  // sorted; empty: it goes

  bool stays() const { return !kept_by.empty(); }
};

/// One verdict a copy, sorted by time and name. A rule such as keepDaily goes from the newest good
/// copy to the oldest and keeps the last one of each of so many days that have one, in the zone;
/// weeks begin on Monday. Each rule counts for itself. What is older than maxAge goes whatever they
/// say; with maxAge alone all younger ones stay. The newest good copy never goes, nor does one that
/// is pinned or being made. One that failed goes. Pure: the order of the copies does not matter,
/// what stays stays again, and a higher number never drops what a lower one keeps.
std::vector<Retained> retained(const Retention& retention, std::vector<RetainedCopy> copies,
                               const TimeZone& zone, Timestamp now);

}  // namespace muster
