#include "controller/source/git/library.hpp"

#include "controller/source/git/socket.hpp"

#include <array>
#include <cstdlib>

namespace muster::git {
namespace {

bool start() {
  git_libgit2_init();
  for (const auto level : {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_XDG,
                           GIT_CONFIG_LEVEL_PROGRAMDATA})
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  // Nothing of a repository is executed, so it does not matter who owns it.
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  git_libgit2_opts(GIT_OPT_SET_USER_AGENT, "muster");
  register_sockets();
  return true;
}

}  // namespace

void start_library() {
  static const bool started = start();
  static_cast<void>(started);
}

void start_ssh() {
  // The library wants one, and a service may have none; and the file with known hosts that it reads
  // there is never freed. Whose key is trusted is decided elsewhere.
  static const bool hidden = ::setenv("HOME", "/nonexistent", 1) == 0;
  static_cast<void>(hidden);
}

Result<void> trust(const std::string& ca_file) {
  if (ca_file.empty()) return {};  // the library has loaded the system's when it started
  if (git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, ca_file.c_str(), nullptr) == 0) return {};
  return fail(Errc::invalid_input, "cannot read CA certificates from " + ca_file);
}

std::string last_message() {
  const git_error* error = git_error_last();
  return error == nullptr || error->message == nullptr ? "" : printable(error->message);
}

bool last_was_about_objects() {
  const git_error* error = git_error_last();
  if (error == nullptr) return false;
  switch (error->klass) {
    case GIT_ERROR_ODB:
    case GIT_ERROR_OBJECT:
    case GIT_ERROR_REFERENCE:
    case GIT_ERROR_TREE:
    case GIT_ERROR_ZLIB:
    case GIT_ERROR_SHA:
      return true;
    default:
      return false;
  }
}

std::string printable(std::string_view text) {
  constexpr std::size_t bytes_max = 300;
  std::string out;
  for (const char c : text.substr(0, bytes_max)) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (!control)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string to_string(const git_oid& id) {
  std::array<char, GIT_OID_HEXSZ + 1> text{};
  return git_oid_tostr(text.data(), text.size(), &id);
}

}  // namespace muster::git
