#pragma once

#include "diff/draft.hpp"

namespace muster {

/// Finds each subject's thing in the account and says how the two stand to each other. Names that
/// are taken by something foreign become errors unless adoption was asked for.
void settle_ownership(Draft& draft);

/// What becomes of things whose manifest is gone: deleted, forgotten, or refused (protection).
void decide_removals(Draft& draft);

}  // namespace muster
