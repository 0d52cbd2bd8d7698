#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace muster::net {

/// Of the standard alphabet; padding may be missing, line ends are skipped. Empty for anything
/// else.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace muster::net
