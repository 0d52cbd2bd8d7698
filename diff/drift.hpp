#pragma once

#include "diff/plan.hpp"
#include "model/resource.hpp"
#include "model/to_value.hpp"
#include "model/world.hpp"

#include <cstddef>
#include <vector>

namespace muster {

struct Subject;

/// What is not as it was last applied, from `before` (applied) to `after` (now).
struct Drift {
  std::vector<ResourceChange> changes;  // sorted by key
  std::size_t owned = 0;                // resources looked at
};

/// The world against the record alone: what muster never wrote is no drift. Of the manifests only
/// lifecycle.ignore counts. The kinds of everything recorded must have been observed. Pure.
Drift find_drift(const DesiredState& desired, const LiveState& live, const RecordedState& recorded,
                 const SecretKey& secrets);

/// The drifted fields of a subject, as it happened: from what was applied to what is there now.
ResourceChange drift_of(const Subject& subject);
/// A subject whose thing is not there any more.
ResourceChange vanished(const Subject& subject);

}  // namespace muster
