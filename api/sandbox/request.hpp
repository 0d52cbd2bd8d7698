#pragma once

#include "api/net/http_message.hpp"
#include "api/sandbox/json.hpp"
#include "api/sandbox/refusal.hpp"
#include "model/time.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster::sandbox {

/// What every path begins with.
inline constexpr std::string_view base_path = "/api";

/// A request taken apart for the handlers.
struct Request {
  std::vector<std::string> segments;         // of the path below /api, decoded, none empty
  std::vector<std::string> params;           // those that stand where the route has {...}
  std::map<std::string, std::string> query;  // empty values are left out (the documented samples)
  Json body;                                 // an object; empty when nothing was sent
  Timestamp now;
};

/// The path below /api, with or without a trailing slash, and the query.
/// 400 for bad escapes, 404 for other paths.
Outcome<Request> parse_target(const std::string& target);

/// The body as an object. 400 INVALID_REQUEST for anything else, also above 1 MiB.
Outcome<Json> parse_body(const std::string& body);

/// 401 unless there is a key in one of the three header forms, and the right one if `expected` is
/// not empty.
Outcome<void> check_key(const net::Headers& headers, const std::string& expected);

}  // namespace muster::sandbox
