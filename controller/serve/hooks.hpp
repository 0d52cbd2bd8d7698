#pragma once

#include "api/net/http_message.hpp"
#include "model/enum_names.hpp"
#include "model/result.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <deque>
#include <set>
#include <string>
#include <utility>

namespace muster {

enum class HookKind { github, gitlab, generic };
template <>
inline constexpr auto enum_names<HookKind> = std::to_array<std::pair<HookKind, std::string_view>>(
    {{HookKind::github, "github"}, {HookKind::gitlab, "gitlab"}, {HookKind::generic, "generic"}});

/// How far from now a time in a signature may lie, either way.
inline constexpr Duration hook_time_window = std::chrono::minutes(5);
inline constexpr std::size_t hook_bytes_max = std::size_t{1} << 20U;

/// Remembers deliveries, so that one that was recorded and is sent again is known.
class ReplayGuard {
 public:
  /// Older ones are forgotten; those whose signature holds a time are then too old by that time.
  static constexpr Duration kept = std::chrono::hours(1);
  static constexpr std::size_t deliveries_max = 10'000;

  /// False if it was seen lately.
  bool is_new(const std::string& delivery, Timestamp now);

 private:
  std::set<std::string> seen_;
  std::deque<std::pair<Timestamp, std::string>> order_;
};

/// What a hook is good for: looking again, soon.
struct HookHint {
  std::string why;         // "push, told by github"
  bool is_repeat = false;  // of a delivery that was seen: nothing new
};

/// Whether a delivery comes from who knows the secret. Nothing in its body is believed, or even
/// read.
///
/// - github: X-Hub-Signature-256, HMAC-SHA256 of the body.
/// - gitlab: webhook-signature ("v1,BASE64", HMAC-SHA256 of "ID.TIMESTAMP.BODY" as Standard
/// Webhooks
///   has it; a secret that begins with whsec_ is Base64 after that), and without it X-Gitlab-Token,
///   the secret itself.
/// - generic: X-Muster-Signature-256, "sha256=" and the HMAC-SHA256 of "TIMESTAMP.BODY" in
///   hexadecimal digits, with the X-Muster-Timestamp in seconds since 1970.
///
/// Errors: unauthorized; invalid_input for a body that is too large.
Result<HookHint> check_hook(HookKind kind, const net::Headers& headers, const std::string& body,
                            const std::string& secret, Timestamp now, ReplayGuard& guard);

}  // namespace muster
