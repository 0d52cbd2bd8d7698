#include "controller/ledger/sqlite_ledger.hpp"

#include "api/net/semaphore.hpp"
#include "controller/ledger/sqlite_store.hpp"
#include "model/digest.hpp"

#include <algorithm>
#include <deque>

namespace muster {
namespace {

/// 256 bits, in text.
SecretKey fresh_key(net::Random& random) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += std::to_string(random.next()) + ".";
  return SecretKey{sha256_hex(bytes)};
}

/// An append that waits for a commit.
struct Pending {
  SqliteStore::Write write;
  Result<std::int64_t> result = 0;
  bool done = false;
};

}  // namespace

class SqliteLedger::Impl {
 public:
  Impl(std::unique_ptr<SqliteStore> store, net::BlockingPool& pool, const net::Clock& clock)
      : store_(std::move(store)), pool_(pool), clock_(clock) {}

  /// Runs `work(store)` on the pool, alone.
  template <class F>
  auto alone(F work) -> Task<std::invoke_result_t<F, SqliteStore&>> {
    auto turn = co_await turn_.acquire();
    auto bound = [this, work = std::move(work)]() mutable { return work(*store_); };
    co_return co_await pool_.run(std::move(bound));
  }

  Task<Result<std::int64_t>> append(SqliteStore::Write write);

  Timestamp now() const { return clock_.wall_now(); }
  std::size_t commits() const { return commits_; }

 private:
  std::unique_ptr<SqliteStore> store_;
  net::BlockingPool& pool_;
  const net::Clock& clock_;
  net::Semaphore turn_{1};
  std::deque<std::shared_ptr<Pending>> queue_;
  std::size_t commits_ = 0;
};

/// Whoever gets the turn commits for everybody who waits behind.
Task<Result<std::int64_t>> SqliteLedger::Impl::append(SqliteStore::Write write) {
  auto mine = std::make_shared<Pending>(std::move(write));
  queue_.push_back(mine);
  auto turn = co_await turn_.acquire();
  if (mine->done) co_return mine->result;
  const auto batch = std::exchange(queue_, {});
  std::vector<SqliteStore::Write> writes;
  for (const auto& pending : batch) writes.push_back(pending->write);
  auto commit = [this, writes = std::move(writes), at = now()] {
    return store_->append(writes, at);
  };
  const auto results = co_await pool_.run(std::move(commit));
  ++commits_;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i]->result = results[i];
    batch[i]->done = true;
  }
  co_return mine->result;
}

SqliteLedger::SqliteLedger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteLedger::~SqliteLedger() = default;

Task<Result<std::unique_ptr<SqliteLedger>>> SqliteLedger::open(std::string path,
                                                               net::BlockingPool& pool,
                                                               const net::Clock& clock,
                                                               net::Random& random) {
  auto work = [path = std::move(path), key = fresh_key(random)] {
    return SqliteStore::open(path, key);
  };
  MUSTER_CO_TRY(auto store, co_await pool.run(std::move(work)));
  auto impl = std::make_unique<Impl>(std::move(store), pool, clock);
  co_return std::unique_ptr<SqliteLedger>(new SqliteLedger(std::move(impl)));
}

Task<Result<RecordedState>> SqliteLedger::recorded() {
  return impl_->alone([](SqliteStore& store) { return store.recorded(); });
}

Task<Result<SecretKey>> SqliteLedger::secret_key() {
  return impl_->alone([](SqliteStore& store) { return store.secret_key(); });
}

Task<Result<Lease>> SqliteLedger::acquire(std::string holder, Duration ttl) {
  return impl_->alone([holder = std::move(holder), now = impl_->now(), ttl](SqliteStore& store) {
    return store.acquire(holder, now, ttl);
  });
}

Task<Result<Lease>> SqliteLedger::renew(Lease lease, Duration ttl) {
  return impl_->alone([lease = std::move(lease), now = impl_->now(), ttl](SqliteStore& store) {
    return store.renew(lease, now, ttl);
  });
}

Task<Result<void>> SqliteLedger::release(Lease lease) {
  return impl_->alone(
      [lease = std::move(lease)](SqliteStore& store) { return store.release(lease); });
}

Task<Result<std::optional<Lease>>> SqliteLedger::lease() {
  return impl_->alone([now = impl_->now()](SqliteStore& store) { return store.lease(now); });
}

Task<Result<std::int64_t>> SqliteLedger::append_intent(Lease lease, Intent intent) {
  return impl_->append(SqliteStore::Write{std::move(lease), std::move(intent)});
}

Task<Result<void>> SqliteLedger::append_outcome(Lease lease, OutcomeRecord outcome) {
  SqliteStore::Write write{std::move(lease), std::move(outcome)};
  MUSTER_CO_CHECK(co_await impl_->append(std::move(write)));
  co_return Result<void>();
}

Task<Result<void>> SqliteLedger::append_note(Lease lease, Note note) {
  SqliteStore::Write write{std::move(lease), std::move(note)};
  MUSTER_CO_CHECK(co_await impl_->append(std::move(write)));
  co_return Result<void>();
}

Task<Result<std::vector<LedgerEntry>>> SqliteLedger::entries() {
  return impl_->alone([](SqliteStore& store) { return store.entries(); });
}

Task<Result<LockState>> SqliteLedger::lock_state() {
  return impl_->alone([now = impl_->now()](SqliteStore& store) { return store.lock_state(now); });
}

Task<Result<LockState>> SqliteLedger::break_lock(bool force) {
  return impl_->alone(
      [now = impl_->now(), force](SqliteStore& store) { return store.break_lock(now, force); });
}

std::size_t SqliteLedger::commits() const {
  return impl_->commits();
}

}  // namespace muster
