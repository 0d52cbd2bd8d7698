#pragma once

#include "model/diagnostic.hpp"
#include "model/resource.hpp"

namespace muster {

/// lifecycle.ignore must name fields of the kind that the account has: whole lists, no items.
void check_ignore_paths(const Resource& resource, Diagnostics& diagnostics);

}  // namespace muster
