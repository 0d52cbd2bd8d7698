#pragma once

#include <map>
#include <optional>
#include <string>

namespace muster::cli {

enum class Format { text, json, yaml, markdown, wide, dot, mermaid, csv };
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

}  // namespace muster::cli
