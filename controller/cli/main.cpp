#include "controller/cli/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/log.hpp"

#include <csignal>
#include <exception>
#include <string>
#include <variant>

namespace muster::cli {
namespace {

constexpr int exit_bug = 70;

int run(const CommandLine& line) {
  struct {
    const CommonOptions& common;
    int operator()(const ValidateOptions& options) const { return run_validate(common, options); }
    int operator()(const SchemaOptions& options) const { return run_schema(common, options); }
    int operator()(const PlanCommandOptions& options) const { return run_plan(common, options); }
    int operator()(const ApplyOptions& options) const { return run_apply(common, options); }
    int operator()(const SandboxCommandOptions& options) const {
      return run_sandbox(common, options);
    }
    int operator()(const VersionOptions& options) const { return run_version(common, options); }
  } const dispatch{line.common};
  return std::visit(dispatch, line.verb);
}

}  // namespace
}  // namespace muster::cli

int main(int argc, char** argv) {
  using namespace muster::cli;
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of the write, not of the process
  try {
    const auto parsed = parse_command_line(argc, argv);
    if (const auto* code = std::get_if<int>(&parsed)) return *code;
    const auto& line = std::get<CommandLine>(parsed);
    set_up_log(line.common);
    return with_output_checked(run(line));
  } catch (const std::exception& bug) {
    print_error(std::string("muster: bug: ") + bug.what() + "\n");
    return exit_bug;
  }
}
