#pragma once

#include "model/result.hpp"

#include <string>
#include <string_view>

namespace muster::git {

enum class Protocol { https, http, ssh, file };

/// Where a repository is.
struct Address {
  Protocol protocol = Protocol::file;
  std::string url;       // as the library takes it, and fit for people: without name and password
  std::string host;      // empty for a path
  std::string port;      // "22"; empty for a path
  std::string username;  // those that the URL held
  std::string password;
};

/// "https://host/path", "http://...", "ssh://...", "user@host:path", "file:///path" or a path,
/// which is made absolute. Errors: invalid_input, without quoting what may hold a password.
Result<Address> parse_address(const std::string& text);

}  // namespace muster::git
