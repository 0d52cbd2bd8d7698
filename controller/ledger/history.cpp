#include "controller/ledger/history.hpp"

#include <algorithm>
#include <map>

namespace muster {
namespace {

/// Empty for what is no note.
std::string_view operation_of_note(std::string_view type) {
  constexpr std::pair<std::string_view, std::string_view> operations[] = {
      {"endpoint", "note_endpoint"}, {"override", "override_budget"}, {"revision", "carry_out"},
      {"suspension", "suspend"},     {"resumption", "resume"},        {"hold", "hold"}};
  for (const auto& [word, operation] : operations)
    if (word == type) return operation;
  return {};
}

}  // namespace

std::vector<HistoryLine> history_of(const std::vector<LedgerEntry>& entries) {
  std::vector<HistoryLine> lines;
  std::map<std::int64_t, std::size_t> places;    // of intents
  std::map<std::string, std::string> revisions;  // by plan
  for (const auto& entry : entries) {
    if (const auto operation = operation_of_note(entry.type); !operation.empty()) {
      if (entry.type == "revision") revisions[entry.plan_hash] = entry.detail;
      lines.push_back({.entry = entry.id,
                       .at = entry.at,
                       .key = entry.key,
                       .operation = std::string(operation),
                       .plan_hash = entry.plan_hash,
                       .revision = entry.type == "revision" ? entry.detail : "",
                       .outcome = "noted",
                       .detail = entry.detail});
      continue;
    }
    if (entry.answers == 0) {
      places[entry.id] = lines.size();
      const auto revision = revisions.find(entry.plan_hash);
      lines.push_back({.entry = entry.id,
                       .at = entry.at,
                       .key = entry.key,
                       .operation = entry.operation,
                       .plan_hash = entry.plan_hash,
                       .revision = revision == revisions.end() ? "" : revision->second,
                       .remote_id = entry.remote_id,
                       .outcome = "open"});
      continue;
    }
    const auto place = places.find(entry.answers);
    if (place == places.end()) continue;
    HistoryLine& line = lines[place->second];
    line.ended = entry.at;
    line.outcome = entry.type;
    line.detail = entry.detail;
    line.request_id = entry.request_id;
    if (!entry.remote_id.empty()) line.remote_id = entry.remote_id;
  }
  return lines;
}

Origin origin_of(const ResourceKey& key, const std::vector<LedgerEntry>& entries,
                 const RecordedState& recorded) {
  Origin origin;
  for (auto& line : history_of(entries))
    if (line.key == key) origin.history.push_back(std::move(line));
  for (const auto& line : origin.history) {
    if (line.outcome == "created" || line.outcome == "adopted") origin.begun = line;
    if (line.outcome == "deleted" || line.outcome == "forgotten") origin.ended = line;
  }
  if (const auto found = recorded.resources.find(key); found != recorded.resources.end()) {
    origin.record = found->second;
    origin.ended.reset();
  }
  for (const auto& intent : recorded.open_intents)
    if (intent.key == key) origin.open.push_back(intent);
  for (const auto& [other, record] : recorded.resources)
    if (std::ranges::find(record.depends_on, key) != record.depends_on.end())
      origin.needed_by.push_back(other);
  return origin;
}

}  // namespace muster
