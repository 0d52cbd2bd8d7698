#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster {

/// The known word a typing mistake away from `word` (at most a third of its letters, case apart),
/// for "did you mean". The first of equally near ones.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> known);

}  // namespace muster
