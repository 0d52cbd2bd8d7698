#pragma once

#include <string>

namespace muster {

/// JSON Schema (draft 2020-12) of one document of a manifest, whatever its kind, made from the
/// field tables for editors: indented, ends with a newline. It accepts whatever load() accepts of a
/// single document; load() knows more.
std::string json_schema();

}  // namespace muster
