#pragma once

#include "model/result.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace muster {

enum class StepStatus {
  not_started,  // the run stopped before its turn
  done,
  failed,
  stalled,      // the call was accepted, the account does not show the result in time
  skipped,      // something it needed failed
  interrupted,  // the user stopped while it was under way; what is known is recorded
};
/// "not_started", "done", ...
std::string_view to_string(StepStatus status);

struct StepReport {
  StepStatus status = StepStatus::not_started;
  std::optional<Error> error;
  Duration took{0};
};

struct ReportCounts {
  std::size_t done = 0, failed = 0, stalled = 0, skipped = 0, interrupted = 0, not_started = 0;
};

/// What came of a plan, step by step.
struct Report {
  std::vector<StepReport> steps;    // as in Plan::steps
  std::optional<Error> stopped_by;  // why no further steps were started
  bool interrupted = false;
  Duration took{0};

  ReportCounts counts() const;
  /// Every step is done.
  bool succeeded() const;
};

/// Classes of runs that a caller tells apart, each of which calls for something else.
enum class RunClass {
  ok,
  error,
  authentication,
  partial,  // some steps failed, the rest is done; can be resumed
  stale,    // the world moved since the plan was made
  locked,
  no_capacity,  // nothing but GPUs was missing
  deadline,     // nothing failed, something is still in progress
  interrupted,
};

RunClass classify(const Report& report);

}  // namespace muster
