#include "controller/reconcile/lease_share.hpp"

namespace muster {

Task<Result<Lease>> LeaseShare::acquire() {
  const auto turn = co_await turn_.acquire();
  if (users_ == 0) {
    MUSTER_CO_TRY(lease_, co_await ledger_.acquire(holder_, ttl_));
  }
  ++users_;
  co_return lease_;
}

Task<void> LeaseShare::release() {
  const auto turn = co_await turn_.acquire();
  if (--users_ > 0) co_return;
  // One that was lost meanwhile is somebody else's already.
  [[maybe_unused]] const auto released = co_await ledger_.release(lease_);
}

}  // namespace muster
