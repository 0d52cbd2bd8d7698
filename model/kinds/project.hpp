#pragma once

#include "model/field.hpp"
#include "model/kinds/selector.hpp"
#include "model/text.hpp"
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

enum class NotificationFormat { generic, slack };
template <>
inline constexpr auto enum_names<NotificationFormat> =
    std::to_array<std::pair<NotificationFormat, std::string_view>>(
        {{NotificationFormat::generic, "generic"}, {NotificationFormat::slack, "slack"}});

/// Who is told when something happens.
struct NotificationTarget {
  SourcedText url;
  NotificationFormat format = NotificationFormat::generic;
  std::optional<SourcedText> secret;
  bool operator==(const NotificationTarget&) const = default;
};
template <>
inline constexpr auto fields<NotificationTarget> = std::tuple{
    field(&NotificationTarget::url, "url", Change::ours,
          "Where it is posted; often a secret itself, so better {env: NAME}.", required, sensitive),
    field(&NotificationTarget::format, "format", Change::ours,
          "JSON of muster's own, or what Slack and its like understand.", by_default("generic")),
    field(&NotificationTarget::secret, "secret", Change::ours,
          "Signs the body: HMAC-SHA256 in the header X-Muster-Signature-256.", sensitive),
};

enum class GitForge { github, gitlab };
template <>
inline constexpr auto enum_names<GitForge> = std::to_array<std::pair<GitForge, std::string_view>>(
    {{GitForge::github, "github"}, {GitForge::gitlab, "gitlab"}});

/// Where the outcome of a commit is written beside the commit.
struct CommitStatusTarget {
  GitForge forge = GitForge::github;
  std::string api;
  std::string repository;
  SourcedText token;
  bool operator==(const CommitStatusTarget&) const = default;
};
template <>
inline constexpr auto fields<CommitStatusTarget> = std::tuple{
    field(&CommitStatusTarget::forge, "forge", Change::ours, "Whose API it is.", required),
    field(&CommitStatusTarget::api, "api", Change::ours,
          "Base address, such as https://api.github.com or https://gitlab.com/api/v4.", required,
          Format::url),
    field(&CommitStatusTarget::repository, "repository", Change::ours,
          "OWNER/NAME, or the number of a GitLab project.", required, at_least(1)),
    field(&CommitStatusTarget::token, "token", Change::ours, "Allowed to set statuses.", required,
          sensitive),
};

/// How `muster run` keeps the project.
struct DaemonSettings {
  std::optional<Duration> interval;
  std::optional<std::int64_t> max_deletes;
  std::optional<std::int64_t> max_deletes_percent;
  std::vector<NotificationTarget> notifications;
  std::optional<CommitStatusTarget> commit_status;
  bool operator==(const DaemonSettings&) const = default;
};
template <>
inline constexpr auto fields<DaemonSettings> = std::tuple{
    field(&DaemonSettings::interval, "interval", Change::ours,
          "Time between two looks at the account when nothing calls for one.", by_default("1m")),
    field(&DaemonSettings::max_deletes, "maxDeletes", Change::ours,
          "A plan that deletes more waits for `muster approve`.", by_default("3"), at_least(0)),
    field(&DaemonSettings::max_deletes_percent, "maxDeletesPercent", Change::ours,
          "The same as a share of all that is managed; the larger of both counts.",
          by_default("20"), at_least(0), at_most(100)),
    field(&DaemonSettings::notifications, "notifications", Change::ours,
          "Who is told of changes, failures and plans that wait."),
    field(&DaemonSettings::commit_status, "commitStatus", Change::ours,
          "Where the outcome is written beside each commit."),
};

/// The one `Project` of a folder, by convention in muster.yaml.
struct ProjectSpec {
  ApiSettings api;
  std::vector<std::string> manifests;
  std::map<std::string, Variable> variables;
  std::map<std::string, Environment> environments;
  std::optional<std::string> ledger;
  std::optional<bool> allow_outside_files;
  std::optional<DaemonSettings> daemon;
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
    field(&ProjectSpec::daemon, "daemon", Change::ours, "How `muster run` keeps the project."),
};

}  // namespace muster
