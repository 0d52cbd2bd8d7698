#pragma once

#include "diff/inventory.hpp"
#include "diff/plan.hpp"
#include "model/resource.hpp"
#include "model/result.hpp"
#include "model/world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What somebody wants to be done to one thing of the account, without a manifest.
struct DirectWish {
  Kind kind = Kind::virtual_machine;
  InventoryItem item;            // the thing acted on, or the source of what is made
  Operation operation;           // what it makes is named in it
  Duration timeout{0};           // until the step is stalled; 0: as usual
  bool accept_scarcity = false;  // give up GPUs of which none is left
};

/// A plan that does this and nothing else, so that it is shown, priced, checked against the account
/// and carried out as any other. `desired` is what the manifests want, as far as it is known. A
/// plan without steps has a note that says why there is nothing to do. Pure. Errors: rejected (the
/// thing is in a state that does not allow it: what to do about it), conflict (a name is taken),
/// denied (protected), no_capacity (GPUs that it needs are not free, or would not come back).
Result<Plan> plan_directly(const DirectWish& wish, const DesiredState& desired,
                           const LiveState& live, const RecordedState& recorded);

}  // namespace muster
