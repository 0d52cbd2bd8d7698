#pragma once

#include "manifests/references.hpp"
#include "model/diagnostic.hpp"
#include "model/resource.hpp"

#include <vector>

namespace muster {

/// Puts NAME-0 .. NAME-(N-1) in the place of each machine with `replicas: N`, and tells which there
/// were. Reports names that become too long, and totals beyond the limit.
ReplicaCounts expand_replicas(std::vector<Resource>& resources, Diagnostics& diagnostics);

}  // namespace muster
