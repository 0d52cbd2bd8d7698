#include "controller/execute/lease_keeper.hpp"

#include "api/net/timeout.hpp"

namespace muster {

Task<void> keep_lease(net::Clock& clock, Ledger& ledger, Lease lease, Duration ttl, net::Gate& done,
                      std::function<void(Error)> lost) {
  auto expires = clock.now() + ttl;
  for (;;) {
    const bool ended = co_await net::ends_within(clock, done.wait(), ttl / 3);
    if (ended) co_return;
    const auto asked_at = clock.now();
    auto renewed = co_await ledger.renew(lease, ttl);
    if (renewed) {
      expires = asked_at + ttl;
      continue;
    }
    const bool final = renewed.error().code() == Errc::locked || clock.now() >= expires;
    if (!final) continue;
    lost(std::move(renewed).error().in("renewing the lock on this project"));
    co_return;
  }
}

}  // namespace muster
