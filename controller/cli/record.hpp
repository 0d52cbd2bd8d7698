#pragma once

#include "controller/cli/machine.hpp"
#include "controller/ledger/sqlite_ledger.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace muster::cli {

/// What muster owns here, and the key of its secrets.
struct Record {
  RecordedState state;
  SecretKey secrets;
};

/// Whether anything was ever applied here. Errors: io, when that cannot be told.
Result<bool> ledger_exists(const std::filesystem::path& file);

/// The record of a project. One that was never applied owns nothing, and reading leaves no file
/// behind. Errors: those of opening and reading a ledger.
Task<Result<Record>> read_record(Machine& machine, std::filesystem::path file);

/// The same, but a project without a ledger gets one.
Task<Result<Record>> read_or_make_record(Machine& machine, std::filesystem::path file);

/// All that a ledger says.
struct LedgerContents {
  RecordedState state;
  std::vector<LedgerEntry> entries;
};

/// Opens the ledger, which checks all of it, and reads it; nothing if there is none. Errors: as
/// above.
Task<Result<std::optional<LedgerContents>>> read_ledger(Machine& machine,
                                                        std::filesystem::path file);

/// For verbs that cannot do without a ledger: not_found, saying what that may mean.
Error no_ledger(const std::filesystem::path& file);

/// Errors: not_found, when there is none; as above.
Task<Result<std::unique_ptr<SqliteLedger>>> open_ledger(Machine& machine,
                                                        std::filesystem::path file);

}  // namespace muster::cli
