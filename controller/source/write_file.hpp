#pragma once

#include "model/result.hpp"

#include <filesystem>
#include <string_view>

namespace muster {

enum class Access { everybody_reads, only_owner };

/// Puts the whole text in place of what the file holds, or leaves it as it was: a reader, and a
/// crash at any instant, finds the old text or the new one. A file that exists keeps its
/// permissions. Errors: io.
Result<void> write_file(const std::filesystem::path& path, std::string_view text,
                        Access access = Access::everybody_reads);

/// A file that must not exist yet, not even as a link. Removed again if it cannot be written in
/// full. Errors: conflict, io.
Result<void> create_file(const std::filesystem::path& path, std::string_view text);

}  // namespace muster
