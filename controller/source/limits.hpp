#pragma once

#include <cstddef>
#include <cstdint>

/// Bounds on what is read of a project, whoever wrote it.
namespace muster::limits {

inline constexpr std::uintmax_t project_file_bytes_max = 128ULL * 1024 * 1024;  // one file
inline constexpr std::uintmax_t project_bytes_max = 512ULL * 1024 * 1024;       // all manifests
inline constexpr std::size_t manifest_files_max = 100'000;
inline constexpr std::size_t folder_depth_max = 64;
inline constexpr std::size_t links_max = 16;                        // symbolic links on one path
inline constexpr std::size_t link_bytes_max = 4096;                 // what a link says
inline constexpr std::uint64_t repository_bytes_max = 4ULL << 30U;  // received in one fetch

}  // namespace muster::limits
