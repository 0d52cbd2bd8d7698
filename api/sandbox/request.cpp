#include "api/sandbox/request.hpp"

#include "model/result.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace muster::sandbox {
namespace {

constexpr std::size_t body_bytes_max = 1U << 20U;

bool equal_without_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<std::string_view> header(const net::Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (equal_without_case(key, name)) return value;
  return std::nullopt;
}

std::string_view presented_key(const net::Headers& headers) {
  constexpr std::string_view scheme = "bearer ";
  if (const auto value = header(headers, "Authorization")) {
    if (value->size() > scheme.size() &&
        equal_without_case(value->substr(0, scheme.size()), scheme))
      return value->substr(scheme.size());
  }
  if (const auto value = header(headers, "X-API-Key")) return *value;
  return header(headers, "api_key").value_or("");
}

/// Takes as long for a nearly right key as for a wrong one.
bool same_key(std::string_view presented, std::string_view expected) {
  std::size_t difference = presented.size() ^ expected.size();
  for (std::size_t i = 0; i < presented.size(); ++i)
    difference |= static_cast<unsigned char>(presented[i] ^ expected[i % expected.size()]);
  return difference == 0;
}

std::optional<int> hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

Outcome<std::string> decode(std::string_view text, bool form) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (form && text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const auto high = i + 2 < text.size() ? hex_value(text[i + 1]) : std::nullopt;
      const auto low = i + 2 < text.size() ? hex_value(text[i + 2]) : std::nullopt;
      if (!high || !low) return refuse(codes::invalid_request, "Malformed escape in the URL");
      out += static_cast<char>(*high * 16 + *low);
      i += 2;
    }
  }
  return out;
}

template <class Each>
Outcome<void> for_each_part(std::string_view text, char separator, Each each) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end != 0) MUSTER_CHECK(each(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

}  // namespace

Outcome<Request> parse_target(const std::string& target) {
  std::string_view path = std::string_view(target).substr(0, target.find('?'));
  const std::string_view query =
      path.size() == target.size() ? "" : std::string_view(target).substr(path.size() + 1);
  if (!path.starts_with(base_path) ||
      (path.size() > base_path.size() && path[base_path.size()] != '/'))
    return refuse(codes::not_found, "No such endpoint; the API is below /api/");
  path.remove_prefix(base_path.size());

  Request request;
  MUSTER_CHECK(for_each_part(path, '/', [&](std::string_view part) -> Outcome<void> {
    MUSTER_TRY(std::string segment, decode(part, false));
    request.segments.push_back(std::move(segment));
    return {};
  }));
  MUSTER_CHECK(for_each_part(query, '&', [&](std::string_view part) -> Outcome<void> {
    const std::size_t equals = std::min(part.find('='), part.size());
    MUSTER_TRY(std::string name, decode(part.substr(0, equals), true));
    MUSTER_TRY(std::string value, decode(part.substr(std::min(equals + 1, part.size())), true));
    if (!value.empty()) request.query.emplace(std::move(name), std::move(value));
    return {};
  }));
  return request;
}

Outcome<Json> parse_body(const std::string& body) {
  if (body.find_first_not_of(" \t\r\n") == std::string::npos) return Json::object();
  if (body.size() > body_bytes_max)
    return refuse(codes::invalid_request, "The request body is larger than 1 MiB");
  Json json = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded())
    return refuse(codes::invalid_request, "The request body is not valid JSON");
  if (!json.is_object())
    return refuse(codes::invalid_request, "The request body must be an object");
  return json;
}

Outcome<void> check_key(const net::Headers& headers, const std::string& expected) {
  const std::string_view key = presented_key(headers);
  if (key.empty()) return refuse(codes::unauthorized, "Authentication required");
  if (expected.empty() || same_key(key, expected)) return {};
  return refuse(codes::invalid_api_key, "Invalid API key");
}

}  // namespace muster::sandbox
