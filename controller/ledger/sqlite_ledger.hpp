#pragma once

#include "api/net/blocking_pool.hpp"
#include "api/net/clock.hpp"
#include "controller/ledger/lease.hpp"
#include "controller/ledger/ledger.hpp"

#include <memory>
#include <string>

namespace muster {

/// The ledger in a SQLite file. Writes run on the pool; those that wait for a running commit share
/// the next one.
class SqliteLedger final : public Ledger {
 public:
  /// Opens and checks the file, makes it if there is none (0600, its directories 0700). Pool and
  /// clock must outlive the ledger; `random` is for the key of a new file only. Errors: io,
  /// corrupt, unsupported_version.
  static Task<Result<std::unique_ptr<SqliteLedger>>> open(std::string path, net::BlockingPool& pool,
                                                          const net::Clock& clock,
                                                          net::Random& random);
  ~SqliteLedger() override;

  Task<Result<RecordedState>> recorded() override;
  Task<Result<SecretKey>> secret_key() override;
  /// A lease whose holder died on this machine is free at once.
  Task<Result<Lease>> acquire(std::string holder, Duration ttl) override;
  Task<Result<Lease>> renew(Lease lease, Duration ttl) override;
  Task<Result<void>> release(Lease lease) override;
  Task<Result<std::optional<Lease>>> lease() override;
  Task<Result<std::int64_t>> append_intent(Lease lease, Intent intent) override;
  Task<Result<void>> append_outcome(Lease lease, OutcomeRecord outcome) override;
  Task<Result<void>> append_note(Lease lease, Note note) override;
  Task<Result<std::vector<LedgerEntry>>> entries() override;

  /// The lock as it stands, and whether the process that holds it still runs.
  Task<Result<LockState>> lock_state();
  /// Takes the lock away from whoever holds it; its writes are refused from then on. Returns what
  /// was found. Errors: locked, when the holder is seen to run and `force` is not set.
  Task<Result<LockState>> break_lock(bool force);

  /// Transactions that appended entries so far.
  std::size_t commits() const;

 private:
  class Impl;
  explicit SqliteLedger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster
