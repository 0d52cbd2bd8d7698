#pragma once

#include "controller/schedule/zone_rule.hpp"
#include "model/time.hpp"

#include <optional>
#include <string_view>

namespace muster {

/// An IANA name that this machine's zoneinfo knows: "Europe/Oslo", "UTC".
bool is_known_time_zone(std::string_view name);

/// No period begins before the one or ends after the other.
inline constexpr std::chrono::sys_seconds earliest_instant{
    std::chrono::sys_days{std::chrono::year(0) / 1 / 1}};
inline constexpr std::chrono::sys_seconds latest_instant{
    std::chrono::sys_days{std::chrono::year(9999) / 12 / 31}};

/// The clocks of one zone, from this machine's zoneinfo. Cheap to copy.
class TimeZone {
 public:
  /// Empty for a name that is_known_time_zone denies.
  static std::optional<TimeZone> find(std::string_view name);

  /// The period that the instant is in. Any instant between earliest_instant and latest_instant.
  ZonePeriod period_at(Timestamp instant) const;

 private:
  explicit TimeZone(const void* zone) : zone_(zone) {}

  const void* zone_;  // of the library, which keeps it for ever
  std::optional<ZoneRule> rule_;
};

}  // namespace muster
