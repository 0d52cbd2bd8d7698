#pragma once

#include "diff/draft.hpp"

namespace muster {

/// Marks what gives up GPUs of which none is left, and refuses it unless the manifest or the user
/// accepts that. Knows the steps.
void look_for_scarcity(Draft& draft);

/// "hibernating it gives up 2 x L40 in CANADA-1, of which none is left: ..."
std::string describe(const GpuGivenUp& given_up);

}  // namespace muster
