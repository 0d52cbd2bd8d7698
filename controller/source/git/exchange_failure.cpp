#include "controller/source/git/exchange.hpp"
#include "controller/source/limits.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace muster::git {
namespace {

bool says_any(std::string_view message, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(
      words, [&](auto word) { return message.find(word) != std::string_view::npos; });
}

std::string set_password() {
  return "set MUSTER_GIT_USERNAME and MUSTER_GIT_PASSWORD (or MUSTER_GIT_PASSWORD_FILE); a token "
         "of the forge serves as the password";
}

/// "unexpected http status code: 404"
int status_in(std::string_view message) {
  constexpr std::string_view before = "http status code: ";
  const auto at = message.find(before);
  if (at == std::string_view::npos) return 0;
  int status = 0;
  for (const char c : message.substr(at + before.size())) {
    if (c < '0' || c > '9' || status > 99'999) break;
    status = status * 10 + (c - '0');
  }
  return status;
}

std::optional<Error> failure_of_status(const std::string& url, int status) {
  const auto said = " (the server answered " + std::to_string(status) + ")";
  switch (status) {
    case 0:
      return std::nullopt;
    case 401:
    case 403:
      return Error(Errc::unauthorized,
                   url + " may not be read with these credentials" + said + ": " + set_password());
    case 404:
    case 410:
      return Error(Errc::not_found,
                   "there is no git repository at " + url + said +
                       ": correct --git, or, as some forges hide what one may not see, " +
                       set_password());
    case 429:
      return Error(Errc::rate_limited, url + " is asked too often" + said + ": poll less often");
    default:
      return Error(status >= 500 ? Errc::unavailable : Errc::protocol,
                   "cannot fetch from " + url + said);
  }
}

}  // namespace

Error Exchange::host_key_failure(HostKeyCheck check) const {
  const auto& file = access_.known_hosts_file;
  const auto host = address_.host + " port " + address_.port;
  const auto scan = "ssh-keyscan -p " + address_.port + " " + address_.host + " >> " + file;
  const auto shown = " (it shows " + fingerprint_ + ")";
  switch (check) {
    case HostKeyCheck::revoked:
      return {Errc::tls_failed, "the host key of " + host + shown + " is marked as revoked in " +
                                    file + ": do not connect until the host has a new one"};
    case HostKeyCheck::other_key:
      return {Errc::tls_failed,
              "the host key of " + host + shown + " is not the one in " + file +
                  ": the host was set up anew, or somebody stands in between. Ask whoever runs it, "
                  "then replace the line"};
    case HostKeyCheck::other_kind:
      return {Errc::tls_failed, file + " has no key of this kind for " + host + shown +
                                    ": check it with whoever runs the host, then add it: " + scan};
    case HostKeyCheck::known:
    case HostKeyCheck::unknown_host:
      break;
  }
  return {Errc::tls_failed, host + shown + " is not in " + file +
                                ": check the key with whoever runs the host, then add it: " + scan};
}

Error Exchange::credential_failure() const {
  const bool ssh = address_.protocol == Protocol::ssh;
  const std::string what =
      ssh ? "name a key that may read it in MUSTER_GIT_SSH_KEY_FILE, and set the user in the URL "
            "(most forges want git@)"
          : set_password();
  if (credential_missing_)
    return {Errc::unauthorized, address_.url + " asks who reads it: " + what};
  return {Errc::unauthorized, address_.url + " does not accept the credentials: " + what};
}

std::optional<Error> Exchange::failed_on_purpose() const {
  const auto& url = address_.url;
  const auto why = interrupt_.requested();
  if (why == Errc::cancelled) return Error(Errc::cancelled, "interrupted");
  if (why) return Error(*why, "no answer from " + url + " in time");
  if (too_large_)
    return Error(Errc::io, url + " sends more than " +
                               std::to_string(limits::repository_bytes_max) +
                               " bytes: keep manifests in a repository of their own");
  if (host_key_) return host_key_failure(*host_key_);
  if (credential_missing_ || credential_refused_) return credential_failure();
  return std::nullopt;
}

Error Exchange::failure(int code) const {
  const auto& url = address_.url;
  const auto message = last_message();
  if (auto known = failed_on_purpose()) return *std::move(known);
  if (bad_certificate_ || code == GIT_ECERTIFICATE)
    return {Errc::tls_failed, "the certificate of " + address_.host + " cannot be trusted (" +
                                  message +
                                  "): if its authority is your own, name it in "
                                  "MUSTER_GIT_CA_FILE"};
  if (!interrupt_.connect_problem.empty())
    return {Errc::connect_failed, "cannot reach " + url + ": " + interrupt_.connect_problem};
  if (code == GIT_EAUTH) return credential_failure();
  if (last_was_about_objects())
    return {Errc::corrupt, "what was fetched from " + url + " before is damaged: " + message};
  if (auto known = failure_of_status(url, status_in(message))) return *std::move(known);
  if (says_any(message, {"cannot redirect"}))
    return {Errc::invalid_input, url + " sends on to another host (" + message +
                                     "), and credentials do not go there: give that URL"};
  if (says_any(message, {"not found", "does not appear to be", "does not exist", "o such file",
                         "could not find repository"}))
    return {Errc::not_found,
            "there is no git repository at " + url + " that may be read (" + message + ")"};
  if (says_any(message, {"authenticat", "ermission denied", "private key"}))
    return {Errc::unauthorized, credential_failure().message() + " (" + message + ")"};
  return {Errc::protocol, "cannot fetch from " + url + ": " + message};
}

}  // namespace muster::git
