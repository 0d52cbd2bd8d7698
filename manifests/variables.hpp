#pragma once

#include "manifests/load_options.hpp"
#include "manifests/reader.hpp"
#include "manifests/yaml_node.hpp"
#include "model/diagnostic.hpp"
#include "model/kinds/project.hpp"
#include "model/resource.hpp"

#include <map>
#include <string>

namespace muster {

/// A variable of the project with the value that this run gives it.
struct VariableValue {
  enum class State { unset, set, failed };  // failed: what is wrong has been reported
  VariableType type = VariableType::string;
  State state = State::unset;
  std::string text;
  bool operator==(const VariableValue&) const = default;
};
using VariableValues = std::map<std::string, VariableValue>;

/// --var goes before the environment, which goes before the default. Reports unknown environments
/// and variables, and values that do not have their variable's type. `project` may be null.
VariableValues resolve_variables(const Resource* project, const LoadOptions& options,
                                 Diagnostics& diagnostics);

/// Fills in ${var.NAME} in every scalar below the node. A scalar that is nothing else takes the
/// variable's type; within a longer text the value is text; $${var.NAME} stands for itself without
/// the first `$`. Other `${` is left alone: scripts are full of it.
void substitute(YamlNode& node, const VariableValues& variables, Reader& in);

}  // namespace muster
