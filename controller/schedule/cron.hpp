#pragma once

#include "controller/schedule/time_zones.hpp"
#include "manifests/cron_syntax.hpp"
#include "model/time.hpp"

#include <optional>

namespace muster {

// A job is due at times of day, each of them once: at the first instant at which the clocks of the
// zone have come to it. So a time that the clocks jump over is due right after the jump, and one
// that they show twice is due the first time. A job whose hour field is a wildcard or a step is due
// whenever the clocks show a time that matches.

/// The first instant after `after` at which the job is due. Empty if it never is: 30 February.
std::optional<Timestamp> next_after(const Cron& cron, const TimeZone& zone, Timestamp after);

/// The last instant at which the job was due, `until` included.
std::optional<Timestamp> last_until(const Cron& cron, const TimeZone& zone, Timestamp until);

/// What a change of the clocks did to a run.
enum class ClockChange {
  none,
  jumped,    // its time was jumped over, and it runs right after
  repeated,  // its time comes twice, and it runs the first time
};
ClockChange clock_change_at(const Cron& cron, const TimeZone& zone, Timestamp due);

}  // namespace muster
