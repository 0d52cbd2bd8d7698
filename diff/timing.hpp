#pragma once

#include "diff/step.hpp"
#include "model/kinds/lifecycle.hpp"

namespace muster {

struct Timing {
  Duration expected{0};
  Duration deadline{0};
};

/// How long the operation usually takes and when it counts as stalled. Both are inferred from the
/// upstreams; the deadlines give way to what the manifest says.
Timing timing_of(const Operation& operation, const Timeouts& timeouts);

}  // namespace muster
