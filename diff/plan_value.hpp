#pragma once

#include "diff/plan.hpp"
#include "model/to_value.hpp"

#include <string>

namespace muster {

/// The whole plan but its hash. Texts that may be secret are digests keyed by `secrets`.
Value plan_to_value(const Plan& plan, const SecretKey& secrets);

/// What plan_to_value wrote; texts that were secret are empty and have to be filled in. The hash is
/// computed anew. Errors: corrupt, naming the first member that cannot be understood.
Result<Plan> plan_from_value(const Value& value);

/// Digest of everything in the plan but the time and the texts of secrets, of which `applied`
/// holds digests.
std::string hash_of(const Plan& plan);

/// What the record says of a resource, but when: "" for nothing.
std::string record_digest(const RecordedResource* record);

/// The one text of an operation, or of a spec, that may be secret; null if it has none.
SourcedText* text_of(Operation& operation);
const SourcedText* text_of(const Spec& spec);

}  // namespace muster
