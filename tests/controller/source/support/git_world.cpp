#include "tests/controller/source/support/git_world.hpp"

#include <cstdlib>
#include <fstream>
#include <netinet/in.h>
#include <pwd.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

// libgit2 1.5 and libssh2 lose some 100 bytes with every connection over ssh. This is the
// definition that LeakSanitizer asks for.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libssh2.so\nleak:libgit2.so\n";
}

namespace muster::testing {
namespace {

namespace fs = std::filesystem;

/// Free a moment ago.
std::string free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  const bool bound = ::bind(socket, plain, size) == 0 && ::getsockname(socket, plain, &size) == 0;
  ::close(socket);
  if (!bound) throw std::runtime_error("no free port");
  return std::to_string(ntohs(address.sin_port));
}

std::vector<std::string> with(std::vector<std::string> list, std::vector<std::string> more) {
  list.insert(list.end(), more.begin(), more.end());
  return list;
}

}  // namespace

GitWorld::GitWorld() {
  const char* path_variable = std::getenv("PATH");
  variables = {{"PATH", path_variable == nullptr ? "/usr/bin:/bin" : path_variable},
               {"HOME", folder.path().string()},
               {"GIT_CONFIG_NOSYSTEM", "1"},
               {"GIT_CONFIG_GLOBAL", "/dev/null"},
               {"GIT_AUTHOR_NAME", "Alice"},
               {"GIT_AUTHOR_EMAIL", "alice@example.com"},
               {"GIT_COMMITTER_NAME", "Alice"},
               {"GIT_COMMITTER_EMAIL", "alice@example.com"},
               {"GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z"},
               {"GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z"}};
  fs::create_directory(path("work"));
  run({"/usr/bin/git", "init", "--quiet", "--bare", "--initial-branch=main", repository()});
  git({"config", "uploadpack.allowReachableSHA1InWant", "true"});
}

std::string GitWorld::run(std::vector<std::string> arguments) const {
  const auto shown = arguments;
  e2e::Process process(std::move(arguments), folder.path(), variables);
  auto done = process.wait();
  if (done.exit != 0) {
    std::string all;
    for (const auto& word : shown) all += word + " ";
    throw std::runtime_error(all + "failed: " + done.out + done.err);
  }
  while (done.out.ends_with('\n')) done.out.pop_back();
  return done.out;
}

std::string GitWorld::git(std::vector<std::string> arguments) const {
  return run(with({"/usr/bin/git", "--git-dir=" + repository(), "--work-tree=" + path("work")},
                  std::move(arguments)));
}

void GitWorld::write(const std::string& file, const std::string& text) const {
  const auto target = fs::path(path("work")) / file;
  fs::create_directories(target.parent_path());
  std::ofstream(target) << text;
}

void GitWorld::remove(const std::string& file) const {
  fs::remove_all(fs::path(path("work")) / file);
}

std::string GitWorld::commit(const std::string& message) const {
  git({"add", "--all"});
  git({"commit", "--quiet", "--allow-empty", "--no-gpg-sign", "-m", message});
  return git({"rev-parse", "HEAD"});
}

std::string GitWorld::signed_commit(const std::string& key) const {
  git({"add", "--all"});
  git({"-c", "gpg.format=ssh", "-c", "user.signingkey=" + key, "commit", "--quiet", "--allow-empty",
       "-S", "-m", "signed"});
  return git({"rev-parse", "HEAD"});
}

std::string GitWorld::make_key(const std::string& name,
                               const std::vector<std::string>& kind) const {
  run(with({"/usr/bin/ssh-keygen", "-q", "-N", "", "-C", name, "-f", path(name)}, kind));
  return path(name);
}

std::string GitWorld::text_of(const std::string& file) const {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return std::move(text).str();
}

HttpGitServer::HttpGitServer(const GitWorld& world, std::vector<std::string> arguments)
    : process_(with({"/usr/bin/python3",
                     MUSTER_SOURCE_DIR "/tests/controller/source/support/http_git_server",
                     world.folder.path().string()},
                    std::move(arguments)),
               world.folder.path(), world.variables) {
  if (!process_.wait_for_output("\n")) throw std::runtime_error("the web server does not start");
  std::istringstream said(process_.out());
  std::string word;
  said >> word >> port_;
}

std::string HttpGitServer::url(const std::string& rest, const std::string& user) const {
  return "http://" + user + (user.empty() ? "" : "@") + "127.0.0.1:" + port_ + rest;
}

SshGitServer::SshGitServer(const GitWorld& world, const std::string& host_key,
                           const std::string& user_key)
    : world_(world) {
  if (::geteuid() == 0) fs::create_directories("/run/sshd");  // sshd insists on it
  const auto config = world.path("sshd_config");
  for (int attempt = 0; attempt < 5; ++attempt) {
    port_ = free_port();
    std::ofstream(config) << "ListenAddress 127.0.0.1:" << port_ << "\nHostKey " << host_key
                          << "\nAuthorizedKeysFile " << user_key
                          << ".pub\nPidFile none\nUsePAM no\nStrictModes no\n"
                             "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
                             "PermitRootLogin prohibit-password\nLogLevel INFO\n";
    process_ = std::make_unique<e2e::Process>(
        std::vector<std::string>{"/bin/sh", "-c", "exec /usr/sbin/sshd -D -e -f \"$0\" 2>&1",
                                 config},
        world.folder.path(), world.variables);
    if (process_->wait_for_output("Server listening")) return;
  }
  throw std::runtime_error("sshd does not start: " + process_->out());
}

std::string SshGitServer::url() const {
  const passwd* user = ::getpwuid(::geteuid());
  return "ssh://" + std::string(user->pw_name) + "@127.0.0.1:" + port_ + world_.repository();
}

}  // namespace muster::testing
