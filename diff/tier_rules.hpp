#pragma once

#include "diff/draft.hpp"

namespace muster {

/// What the tier of a machine or volume does not offer, and boot sources that are not acted on yet.
void check_tiers(Draft& draft);

}  // namespace muster
