#pragma once

#include "model/field.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

struct RouteOverride {
  std::optional<std::string> method;
  std::optional<std::string> path;
  bool operator==(const RouteOverride&) const = default;
};
template <>
inline constexpr auto fields<RouteOverride> = std::tuple{
    field(&RouteOverride::method, "method", Change::ours, "GET, POST, PUT, PATCH or DELETE."),
    field(&RouteOverride::path, "path", Change::ours,
          "Below the endpoint, with the same {parameters} as the built-in one."),
};

/// Corrections to what muster believes about the API, from the file named by
/// Project.spec.api.contract.
struct ContractOverrides {
  std::optional<std::string> auth_header;
  std::optional<std::string> auth_prefix;
  std::map<std::string, RouteOverride> routes;
  std::map<std::string, std::vector<std::string>> names;
  std::map<std::string, std::vector<std::string>> states;
  bool operator==(const ContractOverrides&) const = default;
};
template <>
inline constexpr auto fields<ContractOverrides> = std::tuple{
    field(&ContractOverrides::auth_header, "authHeader", Change::ours,
          "Header that carries the key.", by_default("Authorization")),
    field(&ContractOverrides::auth_prefix, "authPrefix", Change::ours,
          "Text before the key in that header.", by_default("\"Bearer \"")),
    field(&ContractOverrides::routes, "routes", Change::ours, "By operationId."),
    field(&ContractOverrides::names, "names", Change::ours,
          "By logical field name: the spelling to send, then others to accept."),
    field(&ContractOverrides::states, "states", Change::ours,
          "By logical state: spellings to accept."),
};

}  // namespace muster
