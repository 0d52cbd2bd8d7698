#pragma once

#include "manifests/load_options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A name that a project may have, as close to the name of its folder as the rules allow.
std::string starter_name(std::string_view folder);

/// The files of a first project: valid as they are, and explained by comments for people who have
/// never seen a manifest. Its own folder for manifests keeps them apart from YAML that is already
/// there.
std::vector<ManifestFile> starter_project(const std::string& name);

}  // namespace muster
