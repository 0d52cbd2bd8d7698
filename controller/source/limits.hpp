#pragma once

#include <cstddef>
#include <cstdint>

/// Bounds on what is read of a project, whoever wrote it.
namespace muster::limits {

inline constexpr std::uintmax_t project_file_bytes_max = 128ULL * 1024 * 1024;  // one file
inline constexpr std::uintmax_t project_bytes_max = 512ULL * 1024 * 1024;       // all manifests
inline constexpr std::size_t manifest_files_max = 100'000;
inline constexpr std::size_t folder_depth_max = 64;

}  // namespace muster::limits
