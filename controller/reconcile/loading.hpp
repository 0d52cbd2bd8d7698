#pragma once

#include "controller/source/source.hpp"
#include "manifests/loader.hpp"

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
};

/// A state of the project, read and checked.
struct Revision {
  std::shared_ptr<const Bundle> bundle;
  Loaded loaded;
};

/// Reads and checks the bundle's manifests; problems are among the diagnostics.
Loaded load_bundle(const Bundle& bundle, const LoadSettings& settings);

}  // namespace muster
