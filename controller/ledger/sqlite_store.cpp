#include "controller/ledger/sqlite_store.hpp"

#include "model/digest.hpp"

namespace muster {
namespace {

constexpr std::int64_t application_id = 0x6d737472;  // "mstr"
constexpr std::int64_t format_version = 4;
// 1 had no entry that names the endpoint, 2 none of overrides, 3 none of revisions, suspensions and
// holds.
constexpr std::int64_t oldest_version = 1;

constexpr const char* schema = R"(
CREATE TABLE entries (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL,
                      hash TEXT NOT NULL) STRICT;
CREATE TRIGGER entries_are_kept BEFORE DELETE ON entries
  BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_are_fixed BEFORE UPDATE ON entries
  BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TABLE resources (key TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE lease (one INTEGER PRIMARY KEY CHECK (one = 1), fence INTEGER NOT NULL,
                    holder TEXT NOT NULL, expires INTEGER NOT NULL,
                    locks_file INTEGER NOT NULL) STRICT;
INSERT INTO lease VALUES (1, 0, '', 0, 0);
)";

Result<void> set_meta(sqlite::Database& database, std::string_view name, std::string_view value) {
  MUSTER_TRY(auto statement, database.prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)"));
  return statement.bind(1, name).bind(2, value).finish();
}

Result<std::string> get_meta(sqlite::Database& database, const std::string& name) {
  return database.text("SELECT value FROM meta WHERE name = '" + name + "'");
}

Result<void> fill(const std::string& path, const SecretKey& key) {
  MUSTER_TRY(auto database, sqlite::Database::open(path));
  MUSTER_TRY(auto transaction, sqlite::Transaction::writing(database));
  MUSTER_CHECK(database.run(schema));
  MUSTER_CHECK(database.run("PRAGMA application_id = " + std::to_string(application_id)));
  MUSTER_CHECK(database.run("PRAGMA user_version = " + std::to_string(format_version)));
  MUSTER_CHECK(set_meta(database, "secret", key.bytes));
  MUSTER_CHECK(set_meta(database, "secret_check", sha256_hex(key.bytes)));
  MUSTER_CHECK(set_meta(database, "head", ""));
  return transaction.commit();
}

}  // namespace

Error SqliteStore::damaged(const std::string& why) const {
  return Error(Errc::corrupt, "the ledger " + path_ + " is damaged (" + why +
                                  "); restore a copy, or move it away and take everything over "
                                  "again with `muster apply --adopt`");
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(std::string path,
                                                       const SecretKey& fresh_key) {
  MUSTER_CHECK(create_ledger_file(
      path, [&](const std::string& temporary) { return fill(temporary, fresh_key); }));
  MUSTER_CHECK(check_ledger_file(path));
  MUSTER_TRY(auto database, sqlite::Database::open(path));
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(path), std::move(database)));
  MUSTER_CHECK(store->prepare());
  return store;
}

Result<void> SqliteStore::prepare() {
  MUSTER_CHECK(check_format());
  MUSTER_CHECK(database_.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"));
  MUSTER_TRY(const std::string verdict, database_.text("PRAGMA quick_check(1)"));
  if (verdict != "ok") return fail(damaged(verdict));
  MUSTER_CHECK(secret_key());
  MUSTER_TRY(auto view, sqlite::Transaction::reading(database_));
  MUSTER_CHECK(catch_up());
  MUSTER_CHECK(check_resources());
  return view.commit();
}

Result<void> SqliteStore::check_format() {
  MUSTER_TRY(const auto application, database_.number("PRAGMA application_id"));
  if (application != application_id) return fail(Errc::corrupt, path_ + " is not a muster ledger");
  MUSTER_TRY(const auto version, database_.number("PRAGMA user_version"));
  if (version > format_version)
    return fail(Errc::unsupported_version,
                "the ledger " + path_ + " has format " + std::to_string(version) +
                    " and this muster reads format " + std::to_string(format_version) +
                    ": use the newer muster that wrote it");
  format_ = version;
  if (version < oldest_version) return fail(damaged("its format number is not one"));
  return {};
}

/// Entries of today need the muster of today to be read.
Result<void> SqliteStore::mark_format() {
  if (format_ == format_version) return {};
  MUSTER_CHECK(database_.run("PRAGMA user_version = " + std::to_string(format_version)));
  format_ = format_version;
  return {};
}

Result<void> SqliteStore::check_resources() {
  const auto& expected = chain_.state().resources;
  MUSTER_TRY(const auto rows, database_.number("SELECT count(*) FROM resources"));
  if (rows != static_cast<std::int64_t>(expected.size()))
    return fail(damaged("the table of resources does not agree with the entries"));
  for (const auto& [key, resource] : expected) {
    MUSTER_TRY(auto row, database_.prepare("SELECT record FROM resources WHERE key = ?"));
    row.bind(1, to_string(key));
    MUSTER_TRY(const bool found, row.step());
    if (!found || row.text(0) != encode(resource))
      return fail(damaged("the record of " + to_string(key) + " does not agree with the entries"));
  }
  return {};
}

Result<std::vector<StoredEntry>> SqliteStore::read_entries(std::int64_t after) {
  MUSTER_TRY(auto statement, database_.prepare("SELECT id, at, body, hash FROM entries "
                                               "WHERE id > ? ORDER BY id"));
  statement.bind(1, after);
  std::vector<StoredEntry> entries;
  for (;;) {
    MUSTER_TRY(const bool row, statement.step());
    if (!row) return entries;
    entries.push_back(StoredEntry{.id = statement.number(0),
                                  .at = Timestamp(Duration(statement.number(1))),
                                  .body = statement.text(2),
                                  .hash = statement.text(3)});
  }
}

Result<void> SqliteStore::read_new_entries() {
  MUSTER_TRY(const auto entries, read_entries(chain_.last_id()));
  for (const auto& entry : entries) {
    auto added = chain_.add(entry);
    if (added) continue;
    chain_ = Chain();
    return fail(damaged(added.error().message()));
  }
  return {};
}

Result<void> SqliteStore::catch_up() {
  MUSTER_CHECK(read_new_entries());
  chain_.take_changed();
  MUSTER_TRY(const std::string head, get_meta(database_, "head"));
  if (head == chain_.head()) return {};
  chain_ = Chain();
  return fail(damaged("its last entries are missing"));
}

Result<RecordedState> SqliteStore::recorded() {
  MUSTER_TRY(auto view, sqlite::Transaction::reading(database_));
  MUSTER_CHECK(catch_up());
  MUSTER_CHECK(view.commit());
  return chain_.state();
}

Result<std::vector<LedgerEntry>> SqliteStore::entries() {
  MUSTER_TRY(const auto stored, read_entries(0));
  return describe_entries(stored);
}

Result<SecretKey> SqliteStore::secret_key() {
  MUSTER_TRY(std::string bytes, get_meta(database_, "secret"));
  MUSTER_TRY(const std::string check, get_meta(database_, "secret_check"));
  if (check != sha256_hex(bytes)) return fail(damaged("its key does not match its checksum"));
  return SecretKey{std::move(bytes)};
}

Result<LeaseRow> SqliteStore::read_lease() {
  MUSTER_TRY(auto row, database_.prepare("SELECT fence, holder, expires FROM lease"));
  MUSTER_TRY(const bool found, row.step());
  if (!found) return fail(damaged("the lock's row is missing"));
  return LeaseRow{row.number(0), row.text(1), Timestamp(Duration(row.number(2)))};
}

Result<void> SqliteStore::write_lease(const LeaseRow& row) {
  MUSTER_TRY(auto statement,
             database_.prepare("UPDATE lease SET fence = ?, holder = ?, expires = ?"));
  return statement.bind(1, row.fence)
      .bind(2, row.holder)
      .bind(3, row.expires.time_since_epoch().count())
      .finish();
}

Result<Lease> SqliteStore::acquire(std::string holder, Timestamp now, Duration ttl) {
  const bool had_lock = alive_.held();
  const bool has_lock = alive_.try_hold(path_ + ".lock");
  auto taken = acquire(std::move(holder), now, ttl, has_lock, !had_lock && has_lock);
  if (!taken && !had_lock) alive_.release();
  return taken;
}

Result<Lease> SqliteStore::acquire(std::string holder, Timestamp now, Duration ttl, bool has_lock,
                                   bool lock_was_free) {
  MUSTER_TRY(auto transaction, sqlite::Transaction::writing(database_));
  MUSTER_TRY(const LeaseRow before, read_lease());
  MUSTER_TRY(const auto locked, database_.number("SELECT locks_file FROM lease"));
  // The system frees the lock of a process that dies, whatever the lease says.
  const bool holder_is_gone = locked != 0 && lock_was_free;
  MUSTER_TRY(const LeaseRow row, take_lease(before, std::move(holder), now, ttl, holder_is_gone));
  MUSTER_CHECK(write_lease(row));
  MUSTER_CHECK(
      database_.run(std::string("UPDATE lease SET locks_file = ") + (has_lock ? "1" : "0")));
  MUSTER_CHECK(transaction.commit());
  return to_lease(row);
}

Result<Lease> SqliteStore::renew(const Lease& lease, Timestamp now, Duration ttl) {
  MUSTER_TRY(auto transaction, sqlite::Transaction::writing(database_));
  MUSTER_TRY(LeaseRow row, read_lease());
  MUSTER_CHECK(check_fence(row, lease));
  row.expires = now + ttl;
  MUSTER_CHECK(write_lease(row));
  MUSTER_CHECK(transaction.commit());
  return to_lease(row);
}

Result<void> SqliteStore::release(const Lease& lease) {
  alive_.release();
  MUSTER_TRY(auto transaction, sqlite::Transaction::writing(database_));
  MUSTER_TRY(LeaseRow row, read_lease());
  MUSTER_CHECK(check_fence(row, lease));
  row.holder.clear();
  MUSTER_CHECK(write_lease(row));
  return transaction.commit();
}

Result<std::optional<Lease>> SqliteStore::lease(Timestamp now) {
  MUSTER_TRY(const LeaseRow row, read_lease());
  if (!in_force(row, now)) return std::nullopt;
  return to_lease(row);
}

Result<LockState> SqliteStore::read_lock(Timestamp now) {
  LockState state;
  MUSTER_TRY(state.row, read_lease());
  state.in_force = in_force(state.row, now);
  MUSTER_TRY(const auto locked, database_.number("SELECT locks_file FROM lease"));
  if (state.row.holder.empty() || locked == 0) return state;
  FileLock probe;
  state.holder = probe.try_hold(path_ + ".lock") ? HolderLife::gone : HolderLife::running;
  return state;
}

Result<LockState> SqliteStore::lock_state(Timestamp now) {
  MUSTER_TRY(auto view, sqlite::Transaction::reading(database_));
  MUSTER_TRY(auto state, read_lock(now));
  MUSTER_CHECK(view.commit());
  return state;
}

Result<LockState> SqliteStore::break_lock(Timestamp now, bool force) {
  MUSTER_TRY(auto transaction, sqlite::Transaction::writing(database_));
  MUSTER_TRY(auto state, read_lock(now));
  if (state.row.holder.empty()) return state;
  if (state.holder == HolderLife::running && !force)
    return fail(Errc::locked, state.row.holder +
                                  " still runs on this machine: interrupt it, which leaves the "
                                  "ledger consistent, or give --force if it hangs");
  MUSTER_CHECK(write_lease(broken(state.row)));
  MUSTER_CHECK(transaction.commit());
  return state;
}

std::vector<Result<std::int64_t>> SqliteStore::append(const std::vector<Write>& writes,
                                                      Timestamp now) {
  std::vector<Result<std::int64_t>> results;
  auto done = append_all(writes, now, results);
  if (done) return results;
  // What was folded may not have become durable: read it again the next time.
  chain_ = Chain();
  return std::vector<Result<std::int64_t>>(writes.size(), fail(done.error()));
}

Result<void> SqliteStore::append_all(const std::vector<Write>& writes, Timestamp now,
                                     std::vector<Result<std::int64_t>>& results) {
  MUSTER_TRY(auto transaction, sqlite::Transaction::writing(database_));
  MUSTER_CHECK(catch_up());
  MUSTER_TRY(const LeaseRow lease, read_lease());
  for (const auto& write : writes) {
    auto appended = append_one(write, lease, now);
    const bool refused = !appended && (appended.error().code() == Errc::locked ||
                                       appended.error().code() == Errc::internal);
    if (!appended && !refused) return fail(appended.error());
    results.push_back(std::move(appended));
  }
  MUSTER_CHECK(write_resources());
  MUSTER_CHECK(set_meta(database_, "head", chain_.head()));
  MUSTER_CHECK(mark_format());
  return transaction.commit();
}

Result<std::int64_t> SqliteStore::append_one(const Write& write, const LeaseRow& lease,
                                             Timestamp now) {
  MUSTER_CHECK(check_fence(lease, write.lease));
  MUSTER_CHECK(check_answers_open_intent(chain_.state(), write.body));
  const StoredEntry entry = chain_.next(now, write.body);
  MUSTER_TRY(auto insert, database_.prepare("INSERT INTO entries VALUES (?, ?, ?, ?)"));
  insert.bind(1, entry.id).bind(2, entry.at.time_since_epoch().count());
  insert.bind(3, entry.body).bind(4, entry.hash);
  MUSTER_CHECK(insert.finish());
  // Not the entry at hand but what the file holds now: a write that went wrong is seen here.
  MUSTER_CHECK(read_new_entries());
  if (chain_.last_id() != entry.id) return fail(damaged("an entry was not kept"));
  return entry.id;
}

Result<void> SqliteStore::write_resources() {
  for (const auto& key : chain_.take_changed()) {
    const auto& resources = chain_.state().resources;
    const auto found = resources.find(key);
    const bool gone = found == resources.end();
    MUSTER_TRY(auto statement,
               database_.prepare(gone ? "DELETE FROM resources WHERE key = ?"
                                      : "INSERT OR REPLACE INTO resources VALUES (?, ?)"));
    statement.bind(1, to_string(key));
    if (!gone) statement.bind(2, encode(found->second));
    MUSTER_CHECK(statement.finish());
  }
  return {};
}

}  // namespace muster
