#pragma once

#include "api/net/clock.hpp"
#include "api/net/proxy.hpp"
#include "controller/reconcile/control.hpp"
#include "controller/serve/daemon_route.hpp"
#include "model/result.hpp"

#include <string>
#include <vector>

namespace muster {

/// Empty: hooks of that kind are refused.
struct HookSecrets {
  std::string github;
  std::string gitlab;
  std::string generic;
};

/// From MUSTER_HOOK_GITHUB_SECRET, MUSTER_HOOK_GITLAB_SECRET and MUSTER_HOOK_GENERIC_SECRET, or,
/// with _FILE after the name, the files that hold them. Errors: those of read_secret().
Result<HookSecrets> read_hook_secrets(const net::EnvironmentLookup& environment);

/// POST /hook/github, /hook/gitlab and /hook/generic: 202 at once, and the daemon looks at its
/// source soon. Clock and control outlive the routes.
std::vector<DaemonRoute> hook_routes(net::Clock& clock, DaemonControl& control,
                                     HookSecrets secrets);

}  // namespace muster
