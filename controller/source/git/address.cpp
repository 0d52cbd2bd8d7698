#include "controller/source/git/address.hpp"

#include "api/net/http_message.hpp"
#include "model/ascii.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace muster::git {
namespace {

constexpr const char* forms =
    "give https://HOST/PATH, ssh://USER@HOST/PATH, USER@HOST:PATH or the path of a folder";

std::string decoded(std::string_view text) {
  return net::percent_decode(text).value_or(std::string(text));
}

/// Takes "user:password@" off the front of what follows the scheme.
void take_user(std::string& rest, Address& address) {
  const auto end = std::min(rest.find('/'), rest.size());
  const auto at = rest.substr(0, end).rfind('@');
  if (at == std::string::npos) return;
  const auto user = rest.substr(0, at);
  rest.erase(0, at + 1);
  const auto colon = std::min(user.find(':'), user.size());
  address.username = decoded(user.substr(0, colon));
  if (colon < user.size()) address.password = decoded(user.substr(colon + 1));
}

/// Host and port of "host:port/path".
Result<void> take_host(const std::string& rest, Address& address, const char* usual_port) {
  const auto authority = rest.substr(0, rest.find('/'));
  const auto bracket = authority.rfind(']');
  const auto colon = authority.find(':', bracket == std::string::npos ? 0 : bracket);
  address.host = authority.substr(0, colon);
  if (address.host.starts_with('[') && address.host.ends_with(']'))
    address.host = address.host.substr(1, address.host.size() - 2);
  address.port = colon == std::string::npos ? usual_port : authority.substr(colon + 1);
  const bool number = !address.port.empty() && address.port.size() <= 5 &&
                      std::ranges::all_of(address.port, is_digit);
  if (address.host.empty() || address.host.starts_with('-') || !number ||
      rest.size() <= authority.size() + 1)
    return fail(Errc::invalid_input, std::string("the git URL lacks a host or a path: ") + forms);
  return {};
}

Result<Address> folder(const std::string& text) {
  std::error_code error;
  auto path = std::filesystem::weakly_canonical(text, error);
  if (error || text.empty())
    return fail(Errc::invalid_input, std::string("the git URL cannot be used: ") + forms);
  return Address{.url = path.string()};
}

/// "user@host:path", as git and scp have it.
bool looks_like_scp(std::string_view text) {
  const auto colon = text.find(':');
  return colon != std::string_view::npos && text.find('/') > colon;
}

Result<Address> scp(std::string text) {
  Address address{.protocol = Protocol::ssh};
  const auto colon = text.find(':');
  if (const auto at = text.substr(0, colon).rfind('@'); at != std::string::npos) {
    address.username = text.substr(0, at);
    text.erase(0, at + 1);
  }
  MUSTER_CHECK(take_host(std::string(text).replace(text.find(':'), 1, "/"), address, "22"));
  address.url = std::move(text);
  return address;
}

}  // namespace

Result<Address> parse_address(const std::string& text) {
  if (std::ranges::any_of(text,
                          [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }))
    return fail(Errc::invalid_input,
                std::string("the git URL holds a control character: ") + forms);
  const auto end = text.find("://");
  if (end == std::string::npos && !looks_like_scp(text)) return folder(text);
  if (text.find(' ') != std::string::npos && !text.starts_with("file:"))
    return fail(Errc::invalid_input, std::string("the git URL holds a blank: ") + forms);
  if (end == std::string::npos) return scp(text);
  const auto scheme = text.substr(0, end);
  auto rest = text.substr(end + 3);
  if (scheme == "file") return folder(decoded(rest));
  static constexpr std::pair<const char*, std::pair<Protocol, const char*>> schemes[] = {
      {"https", {Protocol::https, "443"}},
      {"http", {Protocol::http, "80"}},
      {"ssh", {Protocol::ssh, "22"}}};
  for (const auto& [name, known] : schemes) {
    if (scheme != name) continue;
    Address address{.protocol = known.first};
    take_user(rest, address);
    MUSTER_CHECK(take_host(rest, address, known.second));
    address.url = scheme + "://" + rest;
    return address;
  }
  return fail(Errc::invalid_input, "muster does not fetch by " + scheme + "://: " + forms);
}

}  // namespace muster::git
