#pragma once

#include "diff/planner.hpp"
#include "model/kinds/project.hpp"
#include "model/world.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace muster {

/// From Project.spec.daemon.
struct GateLimits {
  std::int64_t deletes = 3;
  std::int64_t deletes_percent = 20;
};
GateLimits gate_limits(const ProjectSpec& project);

/// What a person has to say yes to.
struct Held {
  std::vector<std::string> reasons;  // one sentence each; empty: the plan may go ahead
  /// Where it is about these resources alone, the rest of the plan may go ahead without them.
  std::vector<ResourceKey> resources;
  bool whole = false;  // it is about the plan as a whole
};

/// Why nobody but a person may let this plan go ahead. What is refused by anybody (errors, missing
/// GPUs) is no matter of gates. Pure.
/// - it deletes more than the limits allow, what retention drops not counted;
/// - no manifest wants anything any more, though things are owned;
/// - much of what is owned vanished from the account at once, which looks like an outage;
/// - it replaces something that holds data without `lifecycle.replace: allow` in its manifest;
/// - it breaks a Budget.
Held held_by(const Planned& planned, const DesiredState& desired, const LiveState& live,
             const RecordedState& recorded, const GateLimits& limits);

}  // namespace muster
