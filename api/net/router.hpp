#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::net {

using NamedValues = std::vector<std::pair<std::string, std::string>>;

/// The value of the first entry of that name, or nullptr.
const std::string* find_value(const NamedValues& values, std::string_view name);

/// "/a/b" of "/a/b?x=1".
std::string_view path_of(std::string_view target);
/// The query of a target in its order: percent escapes decoded, '+' a blank, "x" the same as "x=".
/// A malformed escape is kept as it is written.
NamedValues parse_query(std::string_view target);

struct RouteMatch {
  enum class Kind { found, no_such_path, method_not_allowed };
  Kind kind = Kind::no_such_path;
  std::size_t route = 0;             // what add() returned; only when found
  NamedValues params;                // percent-decoded, in the order of the path
  std::vector<std::string> allowed;  // only when method_not_allowed
};

/// A table of "METHOD /path/{param}/tail" patterns.
class Router {
 public:
  /// The number of the route: 0, 1, 2... A parameter fills exactly one non-empty segment.
  std::size_t add(std::string method, std::string_view pattern);
  /// Where several patterns fit, a literal segment beats a parameter, the leftmost difference
  /// deciding. A slash at the end of pattern or target makes no difference; the query is ignored.
  RouteMatch match(std::string_view method, std::string_view target) const;

 private:
  struct Segment {
    std::string text;  // a literal, or the name of a parameter
    bool is_param = false;
  };
  struct Route {
    std::size_t number;
    std::string method;
    std::vector<Segment> segments;
  };

  static bool fits(const Route& route, const std::vector<std::string>& path);
  static bool more_literal(const Route& a, const Route& b);

  std::vector<std::vector<Route>> by_length_;  // index: number of segments
  std::size_t count_ = 0;
};

}  // namespace muster::net
