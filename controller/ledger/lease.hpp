#pragma once

#include "controller/ledger/ledger.hpp"

namespace muster {

/// The lease as it is stored: an empty holder means that nobody holds it. The fence only grows.
struct LeaseRow {
  std::int64_t fence = 0;
  std::string holder;
  Timestamp expires{};
  bool operator==(const LeaseRow&) const = default;
};

/// Whether somebody holds it at that instant.
bool in_force(const LeaseRow& row, Timestamp now);

/// What to store when `holder` asks for the lease. `holder_is_gone`: it is known that whoever
/// holds it does not run any more. Errors: locked, naming the holder.
Result<LeaseRow> take_lease(const LeaseRow& row, std::string holder, Timestamp now, Duration ttl,
                            bool holder_is_gone);

/// Errors: locked, when the lease was given up or taken by somebody else since.
Result<void> check_fence(const LeaseRow& row, const Lease& lease);

/// What to store when the lock is broken: nobody holds it, and the fence of whoever did is stale.
LeaseRow broken(LeaseRow row);

/// What the lock file tells of the process that took the lease.
enum class HolderLife { unknown, running, gone };

/// The lock as somebody finds it who does not want it.
struct LockState {
  LeaseRow row;
  bool in_force = false;  // the lease has a holder and has not run out
  HolderLife holder = HolderLife::unknown;

  /// Whoever asks for the lock now is refused.
  bool is_held() const { return in_force && holder != HolderLife::gone; }
};

inline Lease to_lease(const LeaseRow& row) {
  return Lease{row.fence, row.holder, row.expires};
}

}  // namespace muster
