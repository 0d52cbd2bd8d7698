#pragma once

#include "model/resource.hpp"

#include <string>
#include <vector>

namespace muster {

/// A project that can be made in an empty account.
struct StandIn {
  DesiredState desired;
  std::vector<std::string> assumptions;  // sentences: what it differs in
};

/// The same project without what only the real account has: things that exist and are not managed,
/// images, regions and GPU models that the sandbox does not know. Power, leases, snapshots and
/// money stay what they are.
StandIn stand_in_for(const DesiredState& desired);

}  // namespace muster
