#pragma once

#include "controller/reconcile/status.hpp"

#include <string>

namespace muster {

/// The daemon's state as one page for people: no scripts, nothing loaded from elsewhere, and
/// whatever comes from manifests or the account is text. `problem`: why /livez or /readyz fails,
/// empty if both hold.
std::string render_status_page(const DaemonStatus& status, const std::string& problem,
                               Timestamp now);

}  // namespace muster
