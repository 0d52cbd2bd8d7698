#include "controller/cli/record.hpp"

#include "controller/ledger/sqlite_ledger.hpp"

namespace muster::cli {

Result<bool> ledger_exists(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) return false;
  if (error)
    return fail(Errc::io, "cannot look for the ledger " + file.string() + ": " + error.message());
  return true;
}

Task<Result<Record>> read_record(Machine& machine, std::filesystem::path file) {
  MUSTER_CO_TRY(const bool there, ledger_exists(file));
  if (!there) co_return Record{};
  co_return co_await read_or_make_record(machine, std::move(file));
}

Task<Result<Record>> read_or_make_record(Machine& machine, std::filesystem::path file) {
  MUSTER_CO_TRY(const auto ledger, co_await SqliteLedger::open(file.string(), machine.pool,
                                                               machine.clock, machine.random));
  Record record;
  MUSTER_CO_TRY(record.state, co_await ledger->recorded());
  MUSTER_CO_TRY(record.secrets, co_await ledger->secret_key());
  co_return record;
}

Task<Result<std::optional<LedgerContents>>> read_ledger(Machine& machine,
                                                        std::filesystem::path file) {
  MUSTER_CO_TRY(const bool there, ledger_exists(file));
  if (!there) co_return std::nullopt;
  MUSTER_CO_TRY(const auto ledger, co_await SqliteLedger::open(file.string(), machine.pool,
                                                               machine.clock, machine.random));
  LedgerContents contents;
  MUSTER_CO_TRY(contents.state, co_await ledger->recorded());
  MUSTER_CO_TRY(contents.entries, co_await ledger->entries());
  co_return contents;
}

Error no_ledger(const std::filesystem::path& file) {
  return Error(Errc::not_found, "there is no ledger at " + file.string() +
                                    ": nothing was ever applied here, or Project.spec.ledger names "
                                    "another file");
}

Task<Result<std::unique_ptr<SqliteLedger>>> open_ledger(Machine& machine,
                                                        std::filesystem::path file) {
  MUSTER_CO_TRY(const bool there, ledger_exists(file));
  if (!there) co_return fail(no_ledger(file));
  co_return co_await SqliteLedger::open(file.string(), machine.pool, machine.clock, machine.random);
}

}  // namespace muster::cli
