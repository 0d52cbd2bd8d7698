#pragma once

#include "controller/ledger/fold.hpp"
#include "controller/ledger/lease.hpp"
#include "controller/ledger/ledger_file.hpp"
#include "controller/ledger/sqlite.hpp"

#include <memory>
#include <string>
#include <vector>

namespace muster {

/// The ledger's file: every function blocks and leaves the file as it was or fully changed. Used
/// from one thread at a time. Errors: io, corrupt, unsupported_version, locked.
class SqliteStore {
 public:
  struct Write {
    Lease lease;
    EntryBody body;
  };

  /// Opens the file and checks all of it; makes it, with `fresh_key`, if there is none.
  static Result<std::unique_ptr<SqliteStore>> open(std::string path, const SecretKey& fresh_key);

  Result<RecordedState> recorded();
  Result<std::vector<LedgerEntry>> entries();
  Result<SecretKey> secret_key();

  Result<Lease> acquire(std::string holder, Timestamp now, Duration ttl);
  Result<Lease> renew(const Lease& lease, Timestamp now, Duration ttl);
  Result<void> release(const Lease& lease);
  Result<std::optional<Lease>> lease(Timestamp now);

  Result<LockState> lock_state(Timestamp now);
  /// Returns what it found; a lock that nobody holds is left alone. Errors: locked, when the
  /// holder's process is seen to run and `force` is not set.
  Result<LockState> break_lock(Timestamp now, bool force);

  /// All in one transaction, durable on return; the entries' numbers. A write that its lease or
  /// the record forbids fails alone.
  std::vector<Result<std::int64_t>> append(const std::vector<Write>& writes, Timestamp now);

 private:
  SqliteStore(std::string path, sqlite::Database database)
      : path_(std::move(path)), database_(std::move(database)) {}

  Result<void> prepare();
  Result<void> check_format();
  Result<void> mark_format();
  Result<void> check_resources();
  Result<std::vector<StoredEntry>> read_entries(std::int64_t after);
  Result<void> read_new_entries();
  Result<void> catch_up();
  Result<LeaseRow> read_lease();
  Result<LockState> read_lock(Timestamp now);
  Result<void> write_lease(const LeaseRow& row);
  Result<void> write_resources();
  Result<void> append_all(const std::vector<Write>& writes, Timestamp now,
                          std::vector<Result<std::int64_t>>& results);
  Result<std::int64_t> append_one(const Write& write, const LeaseRow& lease, Timestamp now);
  Result<Lease> acquire(std::string holder, Timestamp now, Duration ttl, bool has_lock,
                        bool lock_was_free);
  Error damaged(const std::string& why) const;

  std::string path_;
  sqlite::Database database_;
  Chain chain_;
  std::int64_t format_ = 0;  // of the file
  FileLock alive_;
};

}  // namespace muster
