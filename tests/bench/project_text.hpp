#pragma once

#include "manifests/load_options.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace muster::bench {

/// The manifests of a realistic project: up to 20 firewalls, and machines, volumes and keys as
/// 5:4:1, a hundred documents a file. Machines refer to keys, firewalls and volumes. The same
/// number gives the same text. Without the Project itself.
std::vector<ManifestFile> realistic_project(std::size_t resources);

/// Keys alone: nothing waits for anything else.
std::vector<ManifestFile> independent_resources(std::size_t resources);

/// muster.yaml with the number of calls under way at one time and no other limit to them.
ManifestFile project_file(std::size_t concurrency);

}  // namespace muster::bench
