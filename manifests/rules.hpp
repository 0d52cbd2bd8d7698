#pragma once

#include "model/diagnostic.hpp"
#include "model/resource.hpp"

namespace muster {

/// What holds between fields and between resources: features of the tier, regions, volumes attached
/// once, ports where there are ports. Needs nothing but the manifests; diagnostics have positions
/// but no source lines.
Diagnostics check_rules(const DesiredState& desired);

}  // namespace muster
