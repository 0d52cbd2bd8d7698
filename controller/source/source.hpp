#pragma once

#include "api/net/context.hpp"
#include "api/net/task.hpp"
#include "manifests/load_options.hpp"
#include "model/result.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace muster {

/// All files of a project in one state. Immutable, so that a cycle works with one state from its
/// beginning to its end.
struct Bundle {
  std::string revision;  // the commit's full id, or "sha256:..." of what a folder holds
  std::string label;     // for people: "main@1a2b3c4d"
  std::string subject;   // first line of the commit's message; empty for a folder
  /// The commit does not follow on the one before: somebody pushed by force.
  bool rewritten = false;
  /// The manifests, the Project's file among them, sorted by path; paths are relative to the
  /// project.
  std::vector<ManifestFile> files;
  /// The file that Project.spec.api.contract names, if any.
  std::string contract;
  /// The text that {file: path} in the manifest stands for, in this state of the project.
  std::function<Result<std::string>(const std::string& manifest_path, const std::string& path)>
      read_file;
};

/// Where a project's manifests come from.
class Source {
 public:
  virtual ~Source() = default;

  /// The newest state there is. Asking again while nothing changed is cheap and gives the same
  /// bundle. Errors: not_found (the branch, the folder or the path in it is gone), denied (the
  /// commit is not signed by somebody who may), unauthorized, unreachable, timed_out, io,
  /// invalid_input, cancelled.
  virtual Task<Result<std::shared_ptr<const Bundle>>> fetch(net::Context context) = 0;

  /// Returns when a fetch may bring something new and the source has been quiet for a moment, or
  /// when the context is stopped. A source that can only be polled returns in the latter case
  /// alone.
  virtual Task<void> wait_for_change(net::Context context) = 0;

  /// For people, without credentials: "https://git.example/infra.git branch main".
  virtual std::string name() const = 0;
};

}  // namespace muster
