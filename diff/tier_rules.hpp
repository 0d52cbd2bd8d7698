#pragma once

#include "diff/draft.hpp"

namespace muster {

/// What the tier of a machine or volume does not offer.
void check_tiers(Draft& draft);

}  // namespace muster
