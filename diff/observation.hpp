#pragma once

#include "diff/live_index.hpp"
#include "diff/plan.hpp"

namespace muster {

/// The thing as plans see it: state, size, rules, attachments; no addresses, no times, no text of
/// scripts. The same thing gives the same digest until something happens to it that could change a
/// plan.
Observation observe_thing(const LiveThing& thing);

}  // namespace muster
