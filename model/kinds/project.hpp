#pragma once

#include "model/field.hpp"
#include "model/kinds/selector.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

struct ApiSettings {
  std::optional<std::string> endpoint;
  std::optional<std::string> contract;
  std::optional<std::int64_t> calls_per_minute;
  std::optional<std::int64_t> concurrency;
  std::optional<Duration> poll_interval;
  bool operator==(const ApiSettings&) const = default;
};
template <>
inline constexpr auto fields<ApiSettings> = std::tuple{
    field(&ApiSettings::endpoint, "endpoint", Change::ours,
          "Base address of the API. MUSTER_ENDPOINT goes before it.",
          by_default("https://barrack.ai/api"), Format::url),
    field(&ApiSettings::contract, "contract", Change::ours,
          "File that corrects paths, field spellings or the authentication header of the API.",
          Format::path),
    field(&ApiSettings::calls_per_minute, "callsPerMinute", Change::ours,
          "Budget for all calls together; 0 is no limit.", by_default("500"), at_least(0),
          at_most(1'000'000)),
    field(&ApiSettings::concurrency, "concurrency", Change::ours, "Calls under way at one time.",
          by_default("16"), at_least(1), at_most(256)),
    field(&ApiSettings::poll_interval, "pollInterval", Change::ours,
          "Shortest time between two looks at things that are changing.", by_default("2s")),
};

enum class VariableType { string, number, boolean };
template <>
inline constexpr auto enum_names<VariableType> =
    std::to_array<std::pair<VariableType, std::string_view>>({{VariableType::string, "string"},
                                                              {VariableType::number, "number"},
                                                              {VariableType::boolean, "boolean"}});

struct Variable {
  VariableType type = VariableType::string;
  std::optional<std::string> default_value;
  std::optional<std::string> description;
  bool operator==(const Variable&) const = default;
};
template <>
inline constexpr auto fields<Variable> = std::tuple{
    field(&Variable::type, "type", Change::ours, "What the value must look like.",
          by_default("string")),
    field(&Variable::default_value, "default", Change::ours, "Used when no environment sets it.",
          Format::scalar),
    field(&Variable::description, "description", Change::ours, "What it is for."),
};

struct Environment {
  std::map<std::string, std::string> variables;
  bool operator==(const Environment&) const = default;
};
template <>
inline constexpr auto fields<Environment> = std::tuple{
    field(&Environment::variables, "variables", Change::ours,
          "Values of variables in this environment.", Format::scalar),
};

/// The one `Project` of a folder, by convention in muster.yaml.
struct ProjectSpec {
  ApiSettings api;
  std::vector<std::string> manifests;
  std::map<std::string, Variable> variables;
  std::map<std::string, Environment> environments;
  std::optional<std::string> ledger;
  std::optional<bool> allow_outside_files;
  bool operator==(const ProjectSpec&) const = default;
};
template <>
inline constexpr auto fields<ProjectSpec> = std::tuple{
    field(&ProjectSpec::api, "api", Change::ours, "The account's API."),
    field(&ProjectSpec::manifests, "manifests", Change::ours,
          "Files and folders with manifests, relative to this file.", by_default("this folder"),
          Format::path),
    field(&ProjectSpec::variables, "variables", Change::ours, "What ${var.NAME} may stand for."),
    field(&ProjectSpec::environments, "environments", Change::ours,
          "Sets of values for the variables, chosen with --environment."),
    field(&ProjectSpec::ledger, "ledger", Change::ours, "File that remembers what muster owns.",
          by_default(".muster/ledger.db"), Format::path),
    field(&ProjectSpec::allow_outside_files, "allowOutsideFiles", Change::ours,
          "Whether {file: PATH} may leave the project's folder.", by_default("false")),
};

}  // namespace muster
