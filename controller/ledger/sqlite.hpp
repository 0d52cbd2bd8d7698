#pragma once

#include "model/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace muster::sqlite {

class Statement;

/// An open database file; results in place of codes. Used from one thread at a time.
class Database {
 public:
  /// Opens a file that exists. Errors: io, corrupt.
  static Result<Database> open(const std::string& path);

  /// One or more statements without results.
  Result<void> run(const std::string& sql);
  Result<Statement> prepare(const std::string& sql);
  /// The first column of the only row.
  Result<std::int64_t> number(const std::string& sql);
  Result<std::string> text(const std::string& sql);

  /// The error for a SQLite result code: corrupt, locked or io, naming the file.
  Error error(int code) const;

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  Database(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}

  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A statement with its parameters, numbered from 1; columns are numbered from 0.
class Statement {
 public:
  Statement& bind(int parameter, std::int64_t number);
  Statement& bind(int parameter, std::string_view text);
  /// True when there is a row.
  Result<bool> step();
  /// To the end, without looking at rows.
  Result<void> finish();
  std::int64_t number(int column) const;
  std::string text(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };
  Statement(const Database& database, sqlite3_stmt* handle)
      : database_(&database), handle_(handle) {}

  const Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// Rolled back unless commit() succeeded.
class Transaction {
 public:
  /// One consistent view to read.
  static Result<Transaction> reading(Database& database);
  /// Nobody else writes until it ends.
  static Result<Transaction> writing(Database& database);
  Result<void> commit();
  ~Transaction();
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace muster::sqlite
