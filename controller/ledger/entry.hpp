#pragma once

#include "controller/ledger/ledger.hpp"
#include "model/result.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace muster {

using EntryBody = std::variant<Intent, OutcomeRecord, Note>;

/// One line of the record as it is stored: text, and a hash that covers it and the line before.
struct StoredEntry {
  std::int64_t id = 0;  // 1, 2, 3, ... without gaps
  Timestamp at{};
  std::string body;
  std::string hash;
  bool operator==(const StoredEntry&) const = default;
};

/// "created", "applied", ...
std::string_view to_string(Outcome outcome);
/// "endpoint", "override", "revision", "suspension", "resumption", "hold".
std::string_view word_of(const Note& note);

/// Canonical text: the same body gives the same bytes. Holds digests in place of secrets.
std::string encode(const EntryBody& body);
/// What encode wrote. Errors: corrupt.
Result<EntryBody> decode(std::string_view text);

/// The hash of an entry that follows one with `previous` ("" for the first).
std::string chain_hash(std::string_view previous, std::int64_t id, Timestamp at,
                       std::string_view body);

/// Canonical text of a folded record, for the table of what is owned.
std::string encode(const RecordedResource& resource);

}  // namespace muster
