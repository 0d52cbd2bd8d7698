#pragma once

#include "controller/source/project_folder.hpp"
#include "model/key.hpp"
#include "model/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace muster::cli {

/// Where `muster import` writes: one file, or one file a kind in a folder.
class ImportTarget {
 public:
  /// Errors: invalid_input, for a path whose manifests the project would not read.
  static Result<ImportTarget> file(const ProjectLocation& project, const std::string& given);
  static Result<ImportTarget> folder(const ProjectLocation& project, const std::string& given);

  /// As manifests are shown: relative to the project.
  std::string path_for(Kind kind) const;

  /// Whether none of the files exists. Errors: conflict.
  Result<void> check_free(const std::vector<ManifestFile>& files) const;
  /// Makes them all, or none. Errors: conflict, io.
  Result<void> write(const std::vector<ManifestFile>& files) const;
  void remove(const std::vector<ManifestFile>& files) const;

 private:
  ImportTarget(const ProjectLocation& project, std::filesystem::path path, bool is_folder)
      : root_(project.root), path_(std::move(path)), is_folder_(is_folder) {}

  std::filesystem::path root_;
  std::filesystem::path path_;  // relative to the root
  bool is_folder_;
};

}  // namespace muster::cli
