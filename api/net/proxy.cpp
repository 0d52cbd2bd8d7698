#include "api/net/proxy.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace muster::net {
namespace {

struct Variable {
  std::string name;
  std::string value;
};

std::optional<Variable> first_set(const EnvironmentLookup& environment,
                                  const std::array<const char*, 2>& names) {
  for (const char* name : names)
    if (auto value = environment(name); value && !value->empty()) return Variable{name, *value};
  return std::nullopt;
}

std::string_view trim(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

bool ends_with_ignoring_case(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() &&
         equal_ignoring_case(text.substr(text.size() - suffix.size()), suffix);
}

/// "host", "host:port", "[v6]:port" and a bare IPv6 address, taken apart; the port may be empty.
std::pair<std::string_view, std::string_view> split_port(std::string_view entry) {
  if (entry.starts_with('[')) {
    const auto close = entry.find(']');
    if (close == std::string_view::npos) return {entry, {}};
    const auto rest = entry.substr(close + 1);
    return {entry.substr(1, close - 1),
            rest.starts_with(':') ? rest.substr(1) : std::string_view{}};
  }
  const auto colon = entry.rfind(':');
  const bool is_bare_v6 = colon != std::string_view::npos && entry.find(':') != colon;
  if (colon == std::string_view::npos || is_bare_v6) return {entry, {}};
  return {entry.substr(0, colon), entry.substr(colon + 1)};
}

bool excluded_by(std::string_view entry, const Url& target) {
  if (entry == "*") return true;
  auto [host, port] = split_port(entry);
  if (!port.empty() && port != target.port) return false;
  if (host.starts_with("*.")) host.remove_prefix(1);
  const bool has_dot = host.starts_with('.');
  const std::string_view bare = has_dot ? host.substr(1) : host;
  if (bare.empty()) return false;
  if (equal_ignoring_case(target.host, bare)) return true;
  return ends_with_ignoring_case(target.host, "." + std::string(bare));
}

bool is_excluded(std::string_view list, const Url& target) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    const auto entry = trim(list.substr(0, comma));
    if (!entry.empty() && excluded_by(entry, target)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

std::string base64(std::string_view text) {
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8U | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      out +=
          i + j > text.size() ? '=' : digits[group >> (18U - 6U * static_cast<unsigned>(j)) & 63U];
  }
  return out;
}

Result<Proxy> parse_proxy(const Variable& variable) {
  const std::string wanted =
      variable.name + " must look like http://host:port or http://user:password@host:port";
  std::string_view text = variable.value;
  const auto scheme_end = text.find("://");
  const std::string scheme(scheme_end == std::string_view::npos ? "http"
                                                                : text.substr(0, scheme_end));
  if (scheme_end != std::string_view::npos) text.remove_prefix(scheme_end + 3);
  if (!equal_ignoring_case(scheme, "http"))
    return fail(Errc::invalid_input,
                wanted + "; only plain HTTP proxies are supported, also for https targets");
  Proxy proxy;
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    const auto login = percent_decode(text.substr(0, at));
    if (!login)
      return fail(Errc::invalid_input, wanted + "; the user or password has a malformed % escape");
    const bool complete = login->find(':') != std::string::npos;
    proxy.authorization = "Basic " + base64(complete ? *login : *login + ":");
    text.remove_prefix(at + 1);
  }
  auto url = parse_url("http://" + std::string(text));
  if (!url || !url->path.empty()) return fail(Errc::invalid_input, wanted);
  proxy.url = *std::move(url);
  return proxy;
}

}  // namespace

std::optional<std::string> process_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Result<std::optional<Proxy>> proxy_for(const Url& target, const EnvironmentLookup& environment) {
  using Names = std::array<const char*, 2>;
  const auto variable = target.scheme == "https"
                            ? first_set(environment, Names{"https_proxy", "HTTPS_PROXY"})
                            : first_set(environment, Names{"http_proxy", "HTTP_PROXY"});
  if (!variable || is_loopback(target.host)) return std::nullopt;
  const auto exceptions = first_set(environment, Names{"no_proxy", "NO_PROXY"});
  if (exceptions && is_excluded(exceptions->value, target)) return std::nullopt;
  MUSTER_TRY(auto proxy, parse_proxy(*variable));
  return std::optional<Proxy>(std::move(proxy));
}

}  // namespace muster::net
