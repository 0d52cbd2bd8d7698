#pragma once

#include "api/net/semaphore.hpp"
#include "controller/ledger/ledger.hpp"

#include <cstddef>
#include <string>

namespace muster {

/// The one lease of a process, shared by those in it that write: taken by the first, given back by
/// the last. Between them other musters may have it.
class LeaseShare {
 public:
  LeaseShare(Ledger& ledger, std::string holder, Duration ttl)
      : ledger_(ledger), holder_(std::move(holder)), ttl_(ttl) {}

  /// Errors: locked, naming the holder; those of the ledger.
  Task<Result<Lease>> acquire();
  /// Once for each acquire() that succeeded.
  Task<void> release();

 private:
  Ledger& ledger_;
  std::string holder_;
  Duration ttl_;
  net::Semaphore turn_{1};
  Lease lease_;
  std::size_t users_ = 0;
};

}  // namespace muster
