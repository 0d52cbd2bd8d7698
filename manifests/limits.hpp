#pragma once

#include <cstddef>

/// Bounds on what a manifest may make muster do. Each has its own error message.
namespace muster::limits {

inline constexpr std::size_t manifest_bytes_max = 16UL * 1024 * 1024;  // one file
inline constexpr std::size_t nesting_max = 64;                         // collections in collections
inline constexpr std::size_t nodes_max = 1'000'000;                    // one file, aliases expanded
inline constexpr std::size_t alias_bytes_max = 16UL * 1024 * 1024;     // text copied by aliases
inline constexpr std::size_t resources_max = 100'000;                  // after replicas
inline constexpr std::size_t diagnostics_max = 1'000;  // reported; the rest is counted
inline constexpr std::size_t line_shown_max = 160;     // bytes of a quoted line

}  // namespace muster::limits
