#pragma once

#include "tests/controller/support/temporary_directory.hpp"
#include "tests/e2e/support/process.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace muster::testing {

/// A folder with a repository "infra.git", a work tree to commit from, and servers for it; all of
/// it made with git's and OpenSSH's own programs.
class GitWorld {
 public:
  GitWorld();

  /// Runs a program to its end; its output without the last line end. Throws when it fails.
  std::string run(std::vector<std::string> arguments) const;
  std::string git(std::vector<std::string> arguments) const;

  void write(const std::string& path, const std::string& text) const;
  void remove(const std::string& path) const;
  /// Commits all of the work tree; its id.
  std::string commit(const std::string& message = "change") const;
  /// Signed with the key file.
  std::string signed_commit(const std::string& key) const;

  /// A new key pair without passphrase: the private file. The public one has .pub after it.
  std::string make_key(const std::string& name,
                       const std::vector<std::string>& kind = {"-t", "ed25519"}) const;
  std::string text_of(const std::string& path) const;

  std::string path(const std::string& name) const { return folder.file(name); }
  std::string repository() const { return path("infra.git"); }

  TemporaryDirectory folder;
  std::map<std::string, std::string> variables;
};

/// tests/controller/source/support/http_git_server on a free port.
class HttpGitServer {
 public:
  explicit HttpGitServer(const GitWorld& world, std::vector<std::string> arguments = {});

  std::string url(const std::string& rest = "/infra.git", const std::string& user = "") const;
  /// Blocks until it has said so.
  bool says(const std::string& text) { return process_.wait_for_output(text); }

 private:
  e2e::Process process_;
  std::string port_;
};

/// A private sshd on a free port that lets in who has a key.
class SshGitServer {
 public:
  SshGitServer(const GitWorld& world, const std::string& host_key, const std::string& user_key);

  std::string url() const;
  const std::string& port() const { return port_; }

 private:
  const GitWorld& world_;
  std::string port_;
  std::unique_ptr<e2e::Process> process_;
};

}  // namespace muster::testing
