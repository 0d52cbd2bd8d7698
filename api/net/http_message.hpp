#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::net {

/// Name and value in the order they were sent; names compare without case.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// The value of the first header of that name.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);

/// ASCII letters only.
bool equal_ignoring_case(std::string_view a, std::string_view b);

struct HttpRequest {
  std::string method;  // upper case
  std::string target;  // origin form: "/api/volumes/?page=1"
  Headers headers;     // Host, Content-Length and Connection are the transport's
  std::string body;
};

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

/// A URL taken apart: scheme "http" or "https", host without brackets, port, path without trailing
/// slash.
struct Url {
  std::string scheme;
  std::string host;
  std::string port;
  std::string path;
  bool operator==(const Url&) const = default;
};

/// Empty unless absolute http(s) without user, query or fragment. Scheme and host come out in lower
/// case, the port is never empty.
std::optional<Url> parse_url(std::string_view text);
/// "api.example:443", "[::1]:8080".
std::string host_and_port(const Url& url);
/// In one form: the scheme's own port is left out, and so is a slash at the end.
std::string to_string(const Url& url);

/// RFC 3986 percent encoding of everything but unreserved characters.
std::string percent_encode(std::string_view text);
/// Empty on a malformed escape.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace muster::net
