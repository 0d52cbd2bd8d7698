#pragma once

#include "diff/draft.hpp"

namespace muster {

/// Holds back what --target and --exclude leave out, and notes what is planned and why. A resource
/// that is held back is as if muster were to leave it alone: owned, unchanged, in nobody's way.
void hold_back(Draft& draft);

/// What is held back must not lose something it uses. To be asked once it is decided what becomes
/// of each resource.
void check_held_back(Draft& draft);

}  // namespace muster
