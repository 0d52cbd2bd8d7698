#include "controller/cli/run_program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace muster::cli {
namespace {

constexpr int patience_ms = 10'000;
constexpr std::size_t output_bytes_max = std::size_t{1} << 20U;

/// True when the program closed its output; false when it is too slow or too loud.
bool read_all(int descriptor, std::string& out) {
  std::array<char, 4096> buffer{};
  while (out.size() < output_bytes_max) {
    pollfd ready{.fd = descriptor, .events = POLLIN, .revents = 0};
    const int polled = poll(&ready, 1, patience_ms);
    if (polled < 0 && errno == EINTR) continue;
    if (polled <= 0) return false;
    const auto count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0;
    out.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return false;
}

std::optional<pid_t> start(std::vector<std::string>& arguments, int output) {
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return std::nullopt;
  return pid;
}

}  // namespace

std::optional<ProgramOutput> run_program(std::vector<std::string> arguments) {
  std::array<int, 2> pipe{};
  if (arguments.empty() || pipe2(pipe.data(), O_CLOEXEC) != 0) return std::nullopt;
  const auto pid = start(arguments, pipe[1]);
  close(pipe[1]);
  ProgramOutput output;
  const bool whole = pid && read_all(pipe[0], output.out);
  close(pipe[0]);
  if (!pid) return std::nullopt;
  if (!whole) kill(*pid, SIGKILL);
  int status = 0;
  while (waitpid(*pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!whole || !WIFEXITED(status)) return std::nullopt;
  output.exit = WEXITSTATUS(status);
  return output;
}

}  // namespace muster::cli
