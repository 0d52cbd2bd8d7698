#pragma once

#include <string>
#include <string_view>

namespace muster::cli {

/// Text of the service for a terminal: its lines stay, what else would control the terminal is made
/// visible.
std::string plain_lines(std::string_view text);

}  // namespace muster::cli
