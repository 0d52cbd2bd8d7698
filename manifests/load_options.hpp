#pragma once

#include "model/result.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// A manifest and its path as shown to the user, relative to the project.
struct ManifestFile {
  std::string path;
  std::string text;
};

/// What manifests depend on besides themselves. This room does no I/O: it asks.
/// A callback that is not set refuses everything it could be asked for, except time zones.
struct LoadOptions {
  std::optional<std::string> environment;        // --environment
  std::map<std::string, std::string> variables;  // --var NAME=VALUE
  /// The text that {file: path} stands for, written in the manifest at manifest_path. Decides what
  /// may be read; its error is shown to the user.
  std::function<Result<std::string>(const std::string& manifest_path, const std::string& path)>
      read_file;
  /// The value that {env: name} stands for, if the variable is set.
  std::function<std::optional<std::string>(const std::string& name)> read_env;
  std::function<bool(std::string_view name)> known_zone;
};

}  // namespace muster
