#pragma once

#include "api/net/clock.hpp"
#include "api/net/event.hpp"
#include "controller/ledger/ledger.hpp"

#include <functional>

namespace muster {

/// Renews the lease three times per `ttl` until `done` opens. Calls `lost` and ends when somebody
/// else has it, or when it could not be renewed before it ran out.
Task<void> keep_lease(net::Clock& clock, Ledger& ledger, Lease lease, Duration ttl, net::Gate& done,
                      std::function<void(Error)> lost);

}  // namespace muster
