#include "api/net/http_message.hpp"

#include "model/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace muster::net {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

bool is_unreserved(char c) {
  return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

std::optional<int> hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  if (small >= 'a' && small <= 'f') return small - 'a' + 10;
  return std::nullopt;
}

bool is_port(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value >= 1 && value <= 65535;
}

/// Letters, digits and what else occurs in names and IPv4 addresses; colons only inside brackets.
bool is_host(std::string_view text, bool bracketed) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (is_unreserved(c) && c != '~') || (bracketed && (c == ':' || c == '%'));
  });
}

/// "host", "host:port", "[v6]", "[v6]:port" into the URL; false when it is none of these.
bool read_authority(std::string_view text, Url& url) {
  const bool bracketed = text.starts_with('[');
  std::string_view host;
  std::string_view rest;
  if (bracketed) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return false;
    host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
  } else {
    const auto colon = std::min(text.find(':'), text.size());
    host = text.substr(0, colon);
    rest = text.substr(colon);
  }
  if (!is_host(host, bracketed)) return false;
  if (!rest.empty()) {
    if (rest.front() != ':' || !is_port(rest.substr(1))) return false;
    url.port = rest.substr(1);
  }
  url.host = lower(host);
  return true;
}

}  // namespace

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (equal_ignoring_case(key, name)) return value;
  return std::nullopt;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  url.scheme = lower(text.substr(0, scheme_end));
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  url.port = url.scheme == "https" ? "443" : "80";
  text.remove_prefix(scheme_end + 3);
  if (text.find_first_of("?#@\\ \t\r\n") != std::string_view::npos) return std::nullopt;
  if (std::ranges::any_of(text,
                          [](char c) { return static_cast<unsigned char>(c) < 0x21 || c == 0x7f; }))
    return std::nullopt;
  const auto slash = std::min(text.find('/'), text.size());
  if (!read_authority(text.substr(0, slash), url)) return std::nullopt;
  url.path = text.substr(slash);
  while (url.path.ends_with('/')) url.path.pop_back();
  return url;
}

std::string host_and_port(const Url& url) {
  const bool is_v6 = url.host.find(':') != std::string::npos;
  const std::string host = is_v6 ? "[" + url.host + "]" : url.host;
  return host + ":" + url.port;
}

std::string to_string(const Url& url) {
  const bool usual = url.port == (url.scheme == "https" ? "443" : "80");
  std::string host = host_and_port(url);
  if (usual) host.resize(host.size() - url.port.size() - 1);
  return url.scheme + "://" + host + url.path;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += hex_digits[byte >> 4U];
    out += hex_digits[byte & 0xFU];
  }
  return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const auto high = hex_value(text[i + 1]);
    const auto low = hex_value(text[i + 2]);
    if (!high || !low) return std::nullopt;
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return out;
}

}  // namespace muster::net
