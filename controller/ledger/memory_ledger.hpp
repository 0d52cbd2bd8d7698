#pragma once

#include "api/net/clock.hpp"
#include "controller/ledger/fold.hpp"
#include "controller/ledger/lease.hpp"

#include <memory>

namespace muster {

/// A ledger that lives as long as the process: for simulations. Behaves as the one on disk.
class MemoryLedger final : public Ledger {
 public:
  /// The clock must outlive the ledger.
  MemoryLedger(const net::Clock& clock, SecretKey secret);

  /// What a crash at this instant would leave behind.
  std::unique_ptr<MemoryLedger> clone() const;

  Task<Result<RecordedState>> recorded() override;
  Task<Result<SecretKey>> secret_key() override;
  Task<Result<Lease>> acquire(std::string holder, Duration ttl) override;
  Task<Result<Lease>> renew(Lease lease, Duration ttl) override;
  Task<Result<void>> release(Lease lease) override;
  Task<Result<std::optional<Lease>>> lease() override;
  Task<Result<std::int64_t>> append_intent(Lease lease, Intent intent) override;
  Task<Result<void>> append_outcome(Lease lease, OutcomeRecord outcome) override;
  Task<Result<void>> append_note(Lease lease, Note note) override;
  Task<Result<std::vector<LedgerEntry>>> entries() override;

 private:
  Result<std::int64_t> append(const Lease& lease, const EntryBody& body);

  const net::Clock& clock_;
  SecretKey secret_;
  std::vector<StoredEntry> entries_;
  Chain chain_;
  LeaseRow lease_;
};

}  // namespace muster
