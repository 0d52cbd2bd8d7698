#pragma once

#include "model/key.hpp"

#include <string_view>

namespace muster {

/// A valid manifest of the kind, as shown in the documentation. All together are one valid project;
/// they read the files `alice.pub` and `cloud-init.yaml`.
std::string_view example_of(Kind kind);

}  // namespace muster
