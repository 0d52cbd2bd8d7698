#pragma once

#include "controller/ledger/ledger.hpp"

namespace muster::testing {

/// Refuses every write after so many, as a full disk, a lost lease or a crash would.
class FailingLedger final : public Ledger {
 public:
  FailingLedger(Ledger& to, std::size_t writes, Errc code)
      : to_(to), writes_left_(writes), code_(code) {}

  Task<Result<RecordedState>> recorded() override { return to_.recorded(); }
  Task<Result<SecretKey>> secret_key() override { return to_.secret_key(); }
  Task<Result<Lease>> acquire(std::string holder, Duration ttl) override {
    return to_.acquire(std::move(holder), ttl);
  }
  Task<Result<Lease>> renew(Lease lease, Duration ttl) override {
    if (refuses_renewal) co_return fail(code_, "taken over");
    co_return co_await to_.renew(std::move(lease), ttl);
  }
  Task<Result<void>> release(Lease lease) override { return to_.release(std::move(lease)); }
  Task<Result<std::optional<Lease>>> lease() override { return to_.lease(); }
  Task<Result<std::int64_t>> append_intent(Lease lease, Intent intent) override {
    if (!spend()) co_return fail(code_, "the ledger takes no more");
    co_return co_await to_.append_intent(std::move(lease), std::move(intent));
  }
  Task<Result<void>> append_outcome(Lease lease, OutcomeRecord outcome) override {
    if (!spend()) co_return fail(code_, "the ledger takes no more");
    co_return co_await to_.append_outcome(std::move(lease), std::move(outcome));
  }
  Task<Result<void>> append_note(Lease lease, Note note) override {
    if (!spend()) co_return fail(code_, "the ledger takes no more");
    co_return co_await to_.append_note(std::move(lease), std::move(note));
  }
  Task<Result<std::vector<LedgerEntry>>> entries() override { return to_.entries(); }

  bool failed() const { return failed_; }
  bool refuses_renewal = false;

 private:
  bool spend() {
    if (writes_left_ == 0) failed_ = true;
    if (writes_left_ > 0) --writes_left_;
    return !failed_;
  }

  Ledger& to_;
  std::size_t writes_left_;
  Errc code_;
  bool failed_ = false;
};

}  // namespace muster::testing
