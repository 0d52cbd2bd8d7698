#pragma once

#include "controller/ledger/entry.hpp"

#include <set>
#include <utility>
#include <vector>

namespace muster {

/// Adds one entry to what the entries before it amount to. Pure. Errors: corrupt, when an outcome
/// answers no open intent or lacks the id it needs.
Result<void> fold(RecordedState& state, std::int64_t id, Timestamp at, const EntryBody& body);

/// Whether the entry may follow. Errors: internal, when it answers an intent that is not open, or
/// an outcome that needs an id has none.
Result<void> check_answers_open_intent(const RecordedState& state, const EntryBody& body);

/// The record read from its beginning: checks that the hashes hold together and folds as it goes.
class Chain {
 public:
  /// The line that comes next, with its hash; nothing is added.
  StoredEntry next(Timestamp at, const EntryBody& body) const;
  /// Adds a line. Errors: corrupt; then the chain must not be used any more.
  Result<void> add(const StoredEntry& entry);

  std::int64_t last_id() const { return last_id_; }
  /// Hash of the last line, "" before the first.
  const std::string& head() const { return head_; }
  const RecordedState& state() const { return state_; }
  /// Keys whose record changed since the last call.
  std::set<ResourceKey> take_changed() { return std::exchange(changed_, {}); }

 private:
  std::int64_t last_id_ = 0;
  std::string head_;
  RecordedState state_;
  std::set<ResourceKey> changed_;
};

/// The lines as `history` shows them: outcomes carry what their intent was about.
Result<std::vector<LedgerEntry>> describe_entries(const std::vector<StoredEntry>& entries);

}  // namespace muster
