#pragma once

#include "controller/ledger/ledger.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What was to be done to a resource, and what came of it.
struct HistoryLine {
  std::int64_t entry = 0;  // of the intent
  Timestamp at{};          // of the intent
  std::optional<Timestamp> ended;
  ResourceKey key;  // without a name for what is about the whole project
  std::string operation;
  std::string plan_hash;
  std::string revision;  // that the plan carried out, if the ledger says so
  std::string remote_id;
  std::string outcome;     // "created", ..., "noted", or "open" as long as nothing is known of it
  std::string detail;      // of a failure; what a note says
  std::string request_id;  // the server's name for the call that did it, if the ledger says so
};

/// The entries with each outcome beside its intent, in the order of the intents. Pure.
std::vector<HistoryLine> history_of(const std::vector<LedgerEntry>& entries);

/// What made a resource what it is.
struct Origin {
  std::vector<HistoryLine> history;        // of this resource alone
  std::optional<HistoryLine> begun;        // how it came to be ours, the last time
  std::optional<HistoryLine> ended;        // how it ceased to be ours; empty while it is
  std::optional<RecordedResource> record;  // empty when it is not ours
  std::vector<OpenIntent> open;
  std::vector<ResourceKey> needed_by;  // what is owned and depends on it

  bool is_known() const { return record || !history.empty(); }
};

/// Pure.
Origin origin_of(const ResourceKey& key, const std::vector<LedgerEntry>& entries,
                 const RecordedState& recorded);

}  // namespace muster
