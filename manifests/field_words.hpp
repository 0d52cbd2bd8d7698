#pragma once

#include "model/field.hpp"
#include "model/schema.hpp"

#include <string>

namespace muster {

/// "text", "list of names of SSHKey manifests", "duration, such as 20m".
std::string type_words(const TypeSchema& type, const FieldInfo& info);
/// What a change of the field does, in a few words; empty for what only muster knows.
std::string change_words(Change change);

}  // namespace muster
