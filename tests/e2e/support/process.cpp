#include "tests/e2e/support/process.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace muster::e2e {
namespace {

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> list;
  for (auto& text : strings) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

std::vector<std::string> flattened(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> list;
  for (const auto& [name, value] : environment) list.push_back(name + "=" + value);
  return list;
}

std::filesystem::path temporary_file() {
  std::string name = (std::filesystem::temp_directory_path() / "muster-err-XXXXXX").string();
  const int fd = mkstemp(name.data());
  if (fd < 0) throw std::runtime_error("no temporary file");
  close(fd);
  return name;
}

}  // namespace

Process::Process(std::vector<std::string> arguments, const std::filesystem::path& folder,
                 const std::map<std::string, std::string>& environment)
    : err_file_(temporary_file()) {
  std::array<int, 2> out{};
  if (pipe2(out.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  auto variables = flattened(environment);
  const auto argv = pointers(arguments);
  const auto envp = pointers(variables);
  const std::string where = folder.string();
  pid_ = fork();
  if (pid_ == 0) {
    const int err = open(err_file_.c_str(), O_WRONLY | O_TRUNC);
    const int in = open("/dev/null", O_RDONLY);
    if (chdir(where.c_str()) != 0 || dup2(in, 0) < 0 || dup2(out[1], 1) < 0 || dup2(err, 2) < 0)
      _exit(126);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  close(out[1]);
  out_fd_ = out[0];
}

Process::~Process() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (out_fd_ >= 0) close(out_fd_);
  std::filesystem::remove(err_file_);
}

bool Process::read_some() {
  std::array<char, 4096> buffer{};
  const auto count = read(out_fd_, buffer.data(), buffer.size());
  if (count <= 0) return false;
  out_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

bool Process::wait_for_output(const std::string& text) {
  while (out_.find(text) == std::string::npos)
    if (!read_some()) return false;
  return true;
}

void Process::signal(int number) {
  kill(pid_, number);
}

Finished Process::wait() {
  while (read_some()) {
  }
  int status = 0;
  waitpid(std::exchange(pid_, -1), &status, 0);
  std::ostringstream err;
  err << std::ifstream(err_file_).rdbuf();
  const int exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {exit, out_, err.str()};
}

}  // namespace muster::e2e
