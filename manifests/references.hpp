#pragma once

#include "model/diagnostic.hpp"
#include "model/resource.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace muster {

/// Machines whose manifest has `replicas`, by the name written there, with their number.
using ReplicaCounts = std::map<std::string, std::int64_t>;

/// References to manifests that do not exist, and {existing:} references to ones that do.
void check_references(const DesiredState& desired, const ReplicaCounts& replicated,
                      Diagnostics& diagnostics);

/// Resources that need each other, each circle once with its path: `a -> b -> a`.
void check_cycles(const DesiredState& desired, Diagnostics& diagnostics);

}  // namespace muster
