#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What a user says about one call: the parts left out stay as they are.
struct RouteOverride {
  std::optional<std::string> method;
  std::optional<std::string> path;
  bool operator==(const RouteOverride&) const = default;
};

/// Corrections to what muster assumes about the API, from the file that `Project.spec.api.contract`
/// names.
struct ContractOverrides {
  std::optional<std::string> auth_header;       // header that carries the key
  std::optional<std::string> auth_prefix;       // what stands before the key; may be empty
  std::optional<std::string> base_path;         // instead of the path of the endpoint's URL
  std::map<std::string, RouteOverride> routes;  // by operation: "list-instances"
  std::map<std::string, std::vector<std::string>>
      names;  // by field: "volume.size"; the first is sent
  std::map<std::string, std::vector<std::string>>
      states;  // by word: "instance.active"; the first is sent
  bool operator==(const ContractOverrides&) const = default;
};

}  // namespace muster
