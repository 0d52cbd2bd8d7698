#pragma once

#include "model/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

enum class EntryKind {
  file,  // or a link to one
  folder,
  linked_folder,  // a link to a folder: not entered, as it could lead back to where it stands
  other           // nothing that can be read: a link to nothing, a device
};

struct TreeEntry {
  std::string name;
  EntryKind kind = EntryKind::other;
};

/// The files a project is read from: a folder on disk, or a commit. Paths are relative to the
/// project, in one form ("a/b.yaml"; "" is the project itself); those given by people go through
/// locate() first.
class FileTree {
 public:
  virtual ~FileTree() = default;

  /// Errors: denied for a path that may not be followed from here.
  virtual Result<std::string> locate(const std::string& given) const = 0;

  /// What is there, links followed; empty if nothing is. Errors: denied, io.
  virtual Result<std::optional<EntryKind>> look(const std::string& path) const = 0;

  /// What the folder holds, but for hidden names; in any order. Errors: io, denied.
  virtual Result<std::vector<TreeEntry>> list(const std::string& folder) const = 0;

  /// The whole file, links followed. Errors: not_found, io (no file, too large), denied.
  virtual Result<std::string> read(const std::string& path) const = 0;

  /// The path for people.
  virtual std::string shown(const std::string& path) const = 0;

  static bool is_hidden(std::string_view name) { return name.starts_with('.'); }
};

}  // namespace muster
