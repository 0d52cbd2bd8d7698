#pragma once

#include "model/resource.hpp"

namespace muster {

/// Whether the machine is one of those that are meant.
bool selects(const VirtualMachineSelector& selector, const Resource& machine);

}  // namespace muster
