#pragma once

#include "api/sandbox/server.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace muster::cli {

enum class Format { text, json, markdown };
enum class LogFormat { text, json };

/// What every verb understands.
struct CommonOptions {
  std::string project = ".";
  std::optional<std::string> environment;
  std::map<std::string, std::string> variables;
  std::optional<std::string> endpoint;
  Format format = Format::text;
  bool color = false;
  bool quiet = false;
  std::string log_level = "warning";
  LogFormat log_format = LogFormat::text;
};

struct ValidateOptions {};
struct SchemaOptions {};
struct PlanCommandOptions {
  bool detailed_exitcode = false;
  bool adopt = false;
  bool destroy = false;
};
struct ApplyOptions {
  bool auto_approve = false;
  bool adopt = false;
  bool destroy = false;
  std::int64_t parallelism = 16;
};
struct SandboxCommandOptions {
  sandbox::ServerOptions server;
};
struct VersionOptions {};

using Verb = std::variant<ValidateOptions, SchemaOptions, PlanCommandOptions, ApplyOptions,
                          SandboxCommandOptions, VersionOptions>;

struct CommandLine {
  CommonOptions common;
  Verb verb;
};

/// Either what to do, or the exit code with all that there was to say already said (--help, usage
/// errors).
std::variant<CommandLine, int> parse_command_line(int argc, const char* const* argv);

}  // namespace muster::cli
