#pragma once

#include "controller/source/source.hpp"
#include "manifests/loader.hpp"
#include "manifests/parse_cache.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace muster {

/// What manifests depend on besides their source.
struct LoadSettings {
  std::optional<std::string> environment;
  std::map<std::string, std::string> variables;
  std::function<std::optional<std::string>(const std::string&)> read_env;
  /// Of the loads before with these settings, or copies of them.
  std::shared_ptr<ParseCache> parsed = std::make_shared<ParseCache>();
};

/// A state of the project, read and checked.
struct Revision {
  std::shared_ptr<const Bundle> bundle;
  Loaded loaded;
};

/// Reads and checks the bundle's manifests; problems are among the diagnostics. Files that are as
/// they were the last time are not parsed again.
Loaded load_bundle(const Bundle& bundle, const LoadSettings& settings);

}  // namespace muster
