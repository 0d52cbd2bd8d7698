#include "controller/ledger/memory_ledger.hpp"

namespace muster {

MemoryLedger::MemoryLedger(const net::Clock& clock, SecretKey secret)
    : clock_(clock), secret_(std::move(secret)) {}

std::unique_ptr<MemoryLedger> MemoryLedger::clone() const {
  return std::make_unique<MemoryLedger>(*this);
}

Task<Result<RecordedState>> MemoryLedger::recorded() {
  co_return chain_.state();
}

Task<Result<SecretKey>> MemoryLedger::secret_key() {
  co_return secret_;
}

Task<Result<Lease>> MemoryLedger::acquire(std::string holder, Duration ttl) {
  MUSTER_CO_TRY(lease_, take_lease(lease_, std::move(holder), clock_.wall_now(), ttl, false));
  co_return to_lease(lease_);
}

Task<Result<Lease>> MemoryLedger::renew(Lease lease, Duration ttl) {
  MUSTER_CO_CHECK(check_fence(lease_, lease));
  lease_.expires = clock_.wall_now() + ttl;
  co_return to_lease(lease_);
}

Task<Result<void>> MemoryLedger::release(Lease lease) {
  MUSTER_CO_CHECK(check_fence(lease_, lease));
  lease_.holder.clear();
  co_return Result<void>();
}

Task<Result<std::optional<Lease>>> MemoryLedger::lease() {
  if (!in_force(lease_, clock_.wall_now())) co_return std::nullopt;
  co_return to_lease(lease_);
}

Result<std::int64_t> MemoryLedger::append(const Lease& lease, const EntryBody& body) {
  MUSTER_CHECK(check_fence(lease_, lease));
  MUSTER_CHECK(check_answers_open_intent(chain_.state(), body));
  StoredEntry entry = chain_.next(clock_.wall_now(), body);
  MUSTER_CHECK(chain_.add(entry));
  entries_.push_back(std::move(entry));
  return entries_.back().id;
}

Task<Result<std::int64_t>> MemoryLedger::append_intent(Lease lease, Intent intent) {
  co_return append(lease, std::move(intent));
}

Task<Result<void>> MemoryLedger::append_outcome(Lease lease, OutcomeRecord outcome) {
  MUSTER_CO_CHECK(append(lease, std::move(outcome)));
  co_return Result<void>();
}

Task<Result<void>> MemoryLedger::append_note(Lease lease, Note note) {
  MUSTER_CO_CHECK(append(lease, std::move(note)));
  co_return Result<void>();
}

Task<Result<std::vector<LedgerEntry>>> MemoryLedger::entries() {
  co_return describe_entries(entries_);
}

}  // namespace muster
