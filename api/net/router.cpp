#include "api/net/router.hpp"

#include "api/net/http_message.hpp"

#include <algorithm>
#include <optional>

namespace muster::net {
namespace {

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  while (!path.empty()) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
    // "a//" has an empty segment at its end, which no pattern fits.
    if (path.empty()) segments.push_back(path);
  }
  return segments;
}

std::optional<std::vector<std::string>> decode_path(std::string_view target) {
  std::vector<std::string> decoded;
  for (std::string_view segment : split_path(path_of(target))) {
    auto text = percent_decode(segment);
    if (!text) return std::nullopt;
    decoded.push_back(*std::move(text));
  }
  return decoded;
}

std::string decode_query_part(std::string_view text) {
  std::string blanks(text);
  std::ranges::replace(blanks, '+', ' ');
  auto decoded = percent_decode(blanks);
  return decoded ? *std::move(decoded) : std::string(text);
}

}  // namespace

const std::string* find_value(const NamedValues& values, std::string_view name) {
  for (const auto& [key, value] : values)
    if (key == name) return &value;
  return nullptr;
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find_first_of("?#"));
}

NamedValues parse_query(std::string_view target) {
  NamedValues values;
  const auto question = target.find('?');
  if (question == std::string_view::npos) return values;
  std::string_view rest = target.substr(question + 1);
  rest = rest.substr(0, rest.find('#'));
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (part.empty()) continue;
    const auto equals = std::min(part.find('='), part.size());
    const std::string_view value = part.substr(std::min(equals + 1, part.size()));
    values.emplace_back(decode_query_part(part.substr(0, equals)), decode_query_part(value));
  }
  return values;
}

std::size_t Router::add(std::string method, std::string_view pattern) {
  Route route{count_, std::move(method), {}};
  for (std::string_view segment : split_path(pattern)) {
    const bool is_param = segment.size() > 2 && segment.starts_with('{') && segment.ends_with('}');
    route.segments.push_back(
        {std::string(is_param ? segment.substr(1, segment.size() - 2) : segment), is_param});
  }
  const std::size_t length = route.segments.size();
  if (by_length_.size() <= length) by_length_.resize(length + 1);
  by_length_[length].push_back(std::move(route));
  return count_++;
}

bool Router::fits(const Route& route, const std::vector<std::string>& path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    const Segment& segment = route.segments[i];
    if (segment.is_param ? path[i].empty() : segment.text != path[i]) return false;
  }
  return true;
}

bool Router::more_literal(const Route& a, const Route& b) {
  for (std::size_t i = 0; i < a.segments.size(); ++i)
    if (a.segments[i].is_param != b.segments[i].is_param) return b.segments[i].is_param;
  return false;
}

RouteMatch Router::match(std::string_view method, std::string_view target) const {
  RouteMatch result;
  auto path = decode_path(target);
  if (!path || path->size() >= by_length_.size()) return result;
  const Route* best = nullptr;
  for (const Route& route : by_length_[path->size()]) {
    if (!fits(route, *path)) continue;
    result.allowed.push_back(route.method);
    if (route.method != method) continue;
    if (best == nullptr || more_literal(route, *best)) best = &route;
  }
  if (best == nullptr) {
    if (!result.allowed.empty()) result.kind = RouteMatch::Kind::method_not_allowed;
    std::ranges::sort(result.allowed);
    const auto repeated = std::ranges::unique(result.allowed);
    result.allowed.erase(repeated.begin(), repeated.end());
    return result;
  }
  result.kind = RouteMatch::Kind::found;
  result.route = best->number;
  result.allowed.clear();
  for (std::size_t i = 0; i < path->size(); ++i)
    if (best->segments[i].is_param) result.params.emplace_back(best->segments[i].text, (*path)[i]);
  return result;
}

}  // namespace muster::net
