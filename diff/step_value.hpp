#pragma once

#include "diff/plan.hpp"

namespace muster {

/// The step's operation with its arguments, for JSON and for the hash. Texts that may be secret are
/// left out; `applied` holds their digests.
Value operation_value(const Operation& operation);

/// Digest of everything in the plan but the time.
std::string hash_of(const Plan& plan);

}  // namespace muster
