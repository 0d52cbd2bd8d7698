#pragma once

#include "controller/source/file_tree.hpp"
#include "manifests/load_options.hpp"
#include "model/kinds/project.hpp"
#include "model/result.hpp"

#include <string>
#include <vector>

namespace muster {

/// What a project consists of, in one state of its files.
struct ProjectFiles {
  std::vector<ManifestFile> manifests;  // sorted by path, the Project's own among them
  ProjectSpec project;   // as far as it can be read: what is wrong with it load() says
  std::string contract;  // the text of the file that Project.spec.api.contract names
};

/// Every *.yaml and *.yml below the given paths (files or folders; the whole project when none is
/// given), sorted by path, hidden folders left out. The Project's file always comes along, if
/// `settings` is not empty. Errors: not_found for a path that does not exist, and those of the
/// tree.
Result<std::vector<ManifestFile>> select_manifests(const FileTree& tree,
                                                   const std::string& settings,
                                                   const std::vector<std::string>& paths,
                                                   const std::vector<std::string>& excluded);

/// All that the Project in `settings` (none if that is empty) asks for. Errors: not_found and those
/// of the tree.
Result<ProjectFiles> read_project_files(const FileTree& tree, const std::string& settings);

/// "sha256:..." of all of this; one character more or less anywhere makes another.
std::string digest_of(const ProjectFiles& files);

}  // namespace muster
