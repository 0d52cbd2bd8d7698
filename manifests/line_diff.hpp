#pragma once

#include <string>
#include <string_view>

namespace muster {

/// What has to be done to the lines of one text to get the other, as `diff -u` shows it; empty if
/// they are the same. Of texts that differ in many thousands of lines the changed part is shown as
/// a whole.
std::string line_diff(std::string_view name, std::string_view before, std::string_view after);

}  // namespace muster
