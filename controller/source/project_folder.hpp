#pragma once

#include "controller/source/file_tree.hpp"
#include "manifests/loader.hpp"
#include "model/result.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// The file at the root of a project that holds its Project.
inline constexpr const char* settings_name = "muster.yaml";

/// Where a project lives on disk.
struct ProjectLocation {
  std::filesystem::path root;      // the folder all paths are relative to
  std::filesystem::path settings;  // the file with the Project; empty if there is none
};

/// From what the user gave with --project: a folder (its muster.yaml, if any) or that file itself.
/// Errors: not_found, io.
Result<ProjectLocation> locate_project(const std::filesystem::path& given);

/// The file, whole. Errors: not_found, io (a folder, no permission, larger than the limit).
Result<std::string> read_text_file(const std::filesystem::path& path);

/// A project's folder as a tree of files. Links are followed wherever they lead: who may write them
/// may also write the manifests, and reads what muster reads.
class FolderTree final : public FileTree {
 public:
  explicit FolderTree(std::filesystem::path root) : root_(std::move(root)) {}

  Result<std::string> locate(const std::string& given) const override;
  Result<std::optional<EntryKind>> look(const std::string& path) const override;
  Result<std::vector<TreeEntry>> list(const std::string& folder) const override;
  Result<std::string> read(const std::string& path) const override;
  std::string shown(const std::string& path) const override;

 private:
  EntryKind kind_of(const std::filesystem::path& path) const;

  std::filesystem::path root_;
};

/// The Project's file relative to the root; empty if there is none.
std::string settings_in(const ProjectLocation& project);

/// Every *.yaml and *.yml below the given paths (files or folders, relative to the root; the root
/// itself when none is given), sorted by path, hidden folders left out. The Project's file always
/// comes along. Errors: not_found for a path that does not exist, io.
Result<std::vector<ManifestFile>> read_manifests(const ProjectLocation& project,
                                                 const std::vector<std::string>& paths,
                                                 const std::vector<std::string>& excluded);

/// How {file: PATH} is read: relative to the manifest that says it, and never outside the project,
/// symbolic links included, unless allowed.
std::function<Result<std::string>(const std::string&, const std::string&)> file_reader(
    const ProjectLocation& project, bool allow_outside);

}  // namespace muster
