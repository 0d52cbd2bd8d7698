#include "controller/serve/hooks.hpp"

#include "api/net/base64.hpp"
#include "api/net/secret_text.hpp"
#include "model/ascii.hpp"
#include "model/digest.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace muster {
namespace {

constexpr std::string_view signature_prefix = "sha256=";
constexpr std::size_t event_bytes_max = 40;

std::unexpected<Error> refuse_hook(std::string message) {
  return fail(Errc::unauthorized, std::move(message));
}

std::string header(const net::Headers& headers, std::string_view name) {
  return std::string(net::find_header(headers, name).value_or(""));
}

/// A word of somebody else's for log lines.
std::string event_word(std::string_view text) {
  std::string word;
  for (const char c : text.substr(0, event_bytes_max)) {
    const bool plain = is_alphanumeric(c) || c == ' ' || c == '_' || c == '-';
    word += plain ? c : '?';
  }
  return word.empty() ? "event" : word;
}

std::string lower_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

Result<void> check_time(const std::string& text, Timestamp now) {
  std::int64_t seconds = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, seconds);
  // Bounded, so that no number of seconds overflows in milliseconds.
  constexpr std::int64_t seconds_max = 1LL << 40U;
  if (text.empty() || read.ec != std::errc{} || read.ptr != end || seconds < 0 ||
      seconds > seconds_max)
    return refuse_hook("the timestamp is missing, or not in seconds since 1970");
  const auto distance = now - Timestamp(std::chrono::seconds(seconds));
  if (distance > hook_time_window || distance < -hook_time_window)
    return refuse_hook("the timestamp is more than " + format_duration(hook_time_window) +
                       " away from this machine's clock");
  return {};
}

/// "sha256=HEX" over the text. Returns what tells the delivery from others.
Result<std::string> check_hex(const std::string& given, const std::string& secret,
                              const std::string& text, std::string_view name) {
  if (!given.starts_with(signature_prefix))
    return refuse_hook(std::string(name) + " is missing: give the hook the secret that muster has");
  const auto expected = std::string(signature_prefix) + hmac_sha256_hex(secret, text);
  if (!net::equal_in_constant_time(given, expected))
    return refuse_hook(std::string(name) +
                       " does not fit: the secrets differ, or the body was changed");
  return given;
}

Result<std::string> check_github(const net::Headers& headers, const std::string& body,
                                 const std::string& secret) {
  return check_hex(header(headers, "X-Hub-Signature-256"), secret, body, "X-Hub-Signature-256");
}

Result<std::string> check_generic(const net::Headers& headers, const std::string& body,
                                  const std::string& secret, Timestamp now) {
  const auto time = header(headers, "X-Muster-Timestamp");
  MUSTER_TRY(auto delivery, check_hex(header(headers, "X-Muster-Signature-256"), secret,
                                      time + "." + body, "X-Muster-Signature-256"));
  MUSTER_CHECK(check_time(time, now));
  return delivery;
}

Result<std::string> check_standard(const std::string& signatures, const net::Headers& headers,
                                   const std::string& body, const std::string& secret,
                                   Timestamp now) {
  constexpr std::string_view key_prefix = "whsec_";
  constexpr std::string_view version = "v1,";
  std::string key = secret;
  if (secret.starts_with(key_prefix))
    key = net::base64_decoded(secret.substr(key_prefix.size())).value_or(secret);
  const auto id = header(headers, "webhook-id");
  const auto time = header(headers, "webhook-timestamp");
  const auto expected = hmac_sha256_hex(key, id + "." + time + "." + body);
  bool fits = false;
  std::string_view rest = signatures;
  while (!rest.empty()) {
    const auto one = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    if (!one.starts_with(version)) continue;
    const auto bytes = net::base64_decoded(one.substr(version.size()));
    fits |= bytes && net::equal_in_constant_time(lower_hex(*bytes), expected);
  }
  if (!fits)
    return refuse_hook(
        "webhook-signature does not fit: the secrets differ, or the body was changed");
  MUSTER_CHECK(check_time(time, now));
  return "standard " + id + expected;
}

Result<std::string> check_gitlab(const net::Headers& headers, const std::string& body,
                                 const std::string& secret, Timestamp now) {
  if (const auto signatures = header(headers, "webhook-signature"); !signatures.empty())
    return check_standard(signatures, headers, body, secret, now);
  const auto token = header(headers, "X-Gitlab-Token");
  if (token.empty())
    return refuse_hook("X-Gitlab-Token is missing: give the hook the secret that muster has");
  if (!net::equal_in_constant_time(token, secret))
    return refuse_hook("X-Gitlab-Token is not the secret that muster has");
  return "gitlab " + header(headers, "X-Gitlab-Event-UUID") + sha256_hex(body);
}

std::string event_of(HookKind kind, const net::Headers& headers) {
  switch (kind) {
    case HookKind::github:
      return event_word(header(headers, "X-GitHub-Event"));
    case HookKind::gitlab:
      return event_word(header(headers, "X-Gitlab-Event"));
    case HookKind::generic:
      break;
  }
  return event_word(header(headers, "X-Muster-Event"));
}

}  // namespace

bool ReplayGuard::is_new(const std::string& delivery, Timestamp now) {
  while (!order_.empty() &&
         (now - order_.front().first > kept || order_.size() >= deliveries_max)) {
    seen_.erase(order_.front().second);
    order_.pop_front();
  }
  if (!seen_.insert(delivery).second) return false;
  order_.emplace_back(now, delivery);
  return true;
}

Result<HookHint> check_hook(HookKind kind, const net::Headers& headers, const std::string& body,
                            const std::string& secret, Timestamp now, ReplayGuard& guard) {
  if (secret.empty()) return refuse_hook("muster has no secret for these hooks");
  if (body.size() > hook_bytes_max)
    return fail(Errc::invalid_input,
                "the body is larger than " + std::to_string(hook_bytes_max) + " bytes");
  auto delivery = kind == HookKind::github   ? check_github(headers, body, secret)
                  : kind == HookKind::gitlab ? check_gitlab(headers, body, secret, now)
                                             : check_generic(headers, body, secret, now);
  if (!delivery) return std::unexpected(std::move(delivery).error());
  HookHint hint;
  hint.why = event_of(kind, headers) + ", told by " + std::string(to_string(kind));
  hint.is_repeat = !guard.is_new(*delivery, now);
  return hint;
}

}  // namespace muster
