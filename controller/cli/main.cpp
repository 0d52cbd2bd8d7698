#include "controller/cli/commands/command_line.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/log.hpp"

#include <csignal>
#include <exception>
#include <string>
#include <variant>

namespace {

constexpr int exit_bug = 70;

}  // namespace

int main(int argc, char** argv) {
  using namespace muster::cli;
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of the write, not of the process
  try {
    const auto parsed = parse_command_line(argc, argv);
    if (const auto* code = std::get_if<int>(&parsed)) return *code;
    const auto& line = std::get<CommandLine>(parsed);
    set_up_log(line.common);
    return with_output_checked(line.run(line.common));
  } catch (const std::exception& bug) {
    print_error(std::string("muster: bug: ") + bug.what() + "\n");
    return exit_bug;
  }
}
