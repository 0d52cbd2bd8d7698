#pragma once

#include "controller/cli/options.hpp"
#include "controller/execute/events.hpp"
#include "controller/reconcile/status.hpp"

#include <string>

namespace muster::cli {

/// What the daemon says of itself, one line an event, with its end: for people
/// "2026-01-15T10:30:00Z Warning Volume/data Failed: ..." or one JSON object.
std::string event_line(const StatusEvent& event, LogFormat format);

/// A step of a plan that the daemon carries out; empty for what nobody needs to read.
std::string step_line(const Event& event, Timestamp at, const std::string& cycle, LogFormat format);

}  // namespace muster::cli
