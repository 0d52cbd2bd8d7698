#pragma once

#include "model/field.hpp"

#include <string>
#include <string_view>

namespace muster {

/// Why the text does not have the format: "is not ...", with what would be right. Empty if it has.
/// Time zones and JSON pointers need more than the text and are checked elsewhere.
std::string format_problem(Format format, std::string_view text);

}  // namespace muster
