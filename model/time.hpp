#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

using Duration = std::chrono::milliseconds;
/// Wall-clock instant, UTC, millisecond resolution.
using Timestamp = std::chrono::sys_time<Duration>;

/// "90s", "20m", "1h30m", "2d", "250ms"; no sign, no blanks. Empty on anything else or above ten
/// years.
std::optional<Duration> parse_duration(std::string_view text);
/// The shortest exact form parse_duration reads back: "1h30m".
std::string format_duration(Duration duration);

/// RFC 3339, or without zone, which is read as UTC (documented: both occur in API answers).
std::optional<Timestamp> parse_timestamp(std::string_view text);
/// "2026-01-15T10:30:00Z"; with milliseconds only when they are not zero.
std::string format_timestamp(Timestamp instant);

}  // namespace muster
