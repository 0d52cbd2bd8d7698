#pragma once

#include "controller/cli/options.hpp"
#include "controller/cli/verbs.hpp"

#include <variant>

namespace muster::cli {

struct CommandLine {
  CommonOptions common;
  Run run;
};

/// Either what to do, or the exit code with all that there was to say already said (--help, usage
/// errors).
std::variant<CommandLine, int> parse_command_line(int argc, const char* const* argv);

}  // namespace muster::cli
