#pragma once

#include <string>
#include <string_view>

namespace muster::git {

enum class HostKeyCheck {
  known,
  unknown_host,  // no line is about it
  other_kind,    // lines are, with keys of other kinds only
  other_key,     // a line has another key of this kind
  revoked
};

/// What a known_hosts file says of the key (in SSH's encoding) that a host showed: plain, hashed
/// and wildcard names, "[host]:port", and @revoked lines. @cert-authority lines do not count.
HostKeyCheck check_host_key(std::string_view known_hosts, const std::string& host,
                            const std::string& port, std::string_view key);

}  // namespace muster::git
