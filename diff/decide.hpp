#pragma once

#include "diff/draft.hpp"

namespace muster {

/// Compares every wanted resource with what is there and settles its action. Refusals by lifecycle
/// rules become diagnostics.
void decide_actions(Draft& draft);

/// Turns the subject into a replacement, or refuses if its lifecycle forbids that. `path` is the
/// field that forces it, or empty.
void force_replacement(Draft& draft, Subject& subject, std::string_view path, std::string reason);

}  // namespace muster
