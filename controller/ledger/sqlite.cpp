#include "controller/ledger/sqlite.hpp"

#include <sqlite3.h>

namespace muster::sqlite {
namespace {

constexpr int busy_timeout_ms = 5000;

Errc code_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT:
    case SQLITE_ERROR:  // a table or column that should be there is not
      return Errc::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Errc::locked;
    default:
      return Errc::io;
  }
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const {
  sqlite3_finalize(handle);
}

Error Database::error(int code) const {
  const std::string why = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
  switch (code_of(code)) {
    case Errc::corrupt:
      return Error(Errc::corrupt, "the ledger " + path_ + " is damaged (" + why +
                                      "); restore a copy, or move it away and take everything over "
                                      "again with `muster apply --adopt`");
    case Errc::locked:
      return Error(Errc::locked, "the ledger " + path_ + " is being written by another process");
    default:
      return Error(Errc::io, "cannot use the ledger " + path_ + ": " + why +
                                 "; see that its disk has space and may be written, then run the "
                                 "same command again: what was recorded is kept");
  }
}

Result<Database> Database::open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Database database(path, handle);
  if (code != SQLITE_OK) return fail(database.error(code));
  sqlite3_busy_timeout(handle, busy_timeout_ms);
  return database;
}

Result<void> Database::run(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(error(code));
  return {};
}

Result<Statement> Database::prepare(const std::string& sql) {
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql.c_str(), -1, &handle, nullptr);
  if (code != SQLITE_OK) return fail(error(code));
  return Statement(*this, handle);
}

Result<std::int64_t> Database::number(const std::string& sql) {
  MUSTER_TRY(Statement statement, prepare(sql));
  MUSTER_TRY(const bool row, statement.step());
  if (!row) return fail(error(SQLITE_CORRUPT));
  return statement.number(0);
}

Result<std::string> Database::text(const std::string& sql) {
  MUSTER_TRY(Statement statement, prepare(sql));
  MUSTER_TRY(const bool row, statement.step());
  if (!row) return fail(error(SQLITE_CORRUPT));
  return statement.text(0);
}

Statement& Statement::bind(int parameter, std::int64_t number) {
  sqlite3_bind_int64(handle_.get(), parameter, number);
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  sqlite3_bind_text64(handle_.get(), parameter, text.data(), text.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return fail(database_->error(code));
}

Result<void> Statement::finish() {
  for (;;) {
    MUSTER_TRY(const bool row, step());
    if (!row) return {};
  }
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
  const int size = sqlite3_column_bytes(handle_.get(), column);
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

Result<Transaction> Transaction::reading(Database& database) {
  MUSTER_CHECK(database.run("BEGIN"));
  return Transaction(database);
}

Result<Transaction> Transaction::writing(Database& database) {
  MUSTER_CHECK(database.run("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Result<void> Transaction::commit() {
  MUSTER_CHECK(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

Transaction::~Transaction() {
  if (database_ == nullptr) return;
  // When this fails SQLite has rolled back already.
  [[maybe_unused]] const auto undone = database_->run("ROLLBACK");
}

}  // namespace muster::sqlite
