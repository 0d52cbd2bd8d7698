#pragma once

#include "controller/cli/options.hpp"
#include "controller/source/project_folder.hpp"
#include "manifests/loader.hpp"
#include "model/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace muster::cli {

/// A project as read from disk: what it wants, its settings, and everything that is wrong with it.
struct Workspace {
  ProjectLocation location;
  Loaded loaded;
  /// The text of the file that Project.spec.api.contract names, where it is known already.
  std::string contract;

  std::filesystem::path ledger_file() const;
};

/// Only the settings, for verbs that work whatever the other manifests say; `loaded` holds nothing
/// but the project. Errors: not_found, io, invalid_manifest when what is wrong has been printed.
Result<Workspace> open_project(const CommonOptions& options);

/// Reads and checks all manifests, and `further` ones as if they were among them. Problems in
/// manifests are diagnostics of the result, not errors. Errors: not_found, io.
Result<Workspace> open_workspace(const CommonOptions& options,
                                 std::vector<ManifestFile> further = {});

/// For verbs that look at the account and only want to know what the manifests say of it: the
/// settings must be right, and of other manifests what can be read has to do; `so` is what that may
/// mean. Errors: those of open_project.
Result<Workspace> open_settings_and_manifests(const CommonOptions& options, const std::string& so);

/// For verbs that have nothing to do without manifests, which is most likely the wrong folder:
/// not_found if there is neither a Project nor anything else that is wanted.
Result<void> expect_project(const Workspace& workspace);
/// What is said then about the folder.
Error no_project_in(const std::filesystem::path& folder);

}  // namespace muster::cli
