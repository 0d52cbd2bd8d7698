#include "diff/live_index.hpp"
#include "diff/planner.hpp"

#include <algorithm>

namespace muster {
namespace {

bool is_known(const RecordedState& recorded, Kind kind, const RemoteId& id) {
  return std::ranges::any_of(recorded.resources, [&](const auto& entry) {
    const auto& [key, record] = entry;
    return key.kind == kind &&
           (record.id == id || std::ranges::find(record.superseded, id) != record.superseded.end());
  });
}

/// The thing that an interrupted create made, if it can be told: the name is there and no record
/// has its id.
std::optional<RemoteId> made_by(const OpenIntent& intent, const LiveIndex& live,
                                const RecordedState& recorded) {
  for (const auto& thing : live.named(intent.key.kind, intent.remote_name))
    if (!is_going(thing) && !is_known(recorded, intent.key.kind, id_of(thing))) return id_of(thing);
  return std::nullopt;
}

/// As the ledger will, once the intent is answered.
void fold_created(RecordedState& state, const OpenIntent& intent, const RemoteId& id) {
  RecordedResource record;
  if (const auto before = state.resources.find(intent.key); before != state.resources.end()) {
    record.superseded = before->second.superseded;
    if (intent.keeps_previous) record.superseded.push_back(before->second.id);
  }
  record.key = intent.key;
  record.id = id;
  record.remote_name = intent.remote_name;
  record.applied = intent.applied;
  record.protect = intent.protect;
  record.on_delete = intent.on_delete;
  record.depends_on = intent.depends_on;
  record.created_at = intent.at;
  record.updated_at = intent.at;
  state.resources.edit()[intent.key] = std::move(record);
}

/// The same for a deletion: what is left of the key's things is what it stands for.
void fold_deleted(RecordedState& state, const OpenIntent& intent) {
  auto& resources = state.resources.edit();
  const auto found = resources.find(intent.key);
  if (found == resources.end()) return;
  RecordedResource& record = found->second;
  if (intent.remote_id && *intent.remote_id != record.id) {
    std::erase(record.superseded, *intent.remote_id);
  } else if (record.superseded.empty()) {
    resources.erase(found);
  } else {
    record.id = record.superseded.back();
    record.superseded.pop_back();
  }
}

bool was_deletion(const OpenIntent& intent) {
  return intent.operation.starts_with("delete_");
}

}  // namespace

IntentResolution resolve_open_intents(RecordedState recorded, const LiveState& live) {
  IntentResolution result{.state = std::move(recorded)};
  if (result.state.open_intents.empty()) return result;
  const LiveIndex index(live);
  for (const auto& intent : std::exchange(result.state.open_intents, {})) {
    if (!index.was_observed(intent.key.kind)) {
      result.unresolved.push_back(intent);
      continue;
    }
    if (intent.creates) {
      const auto id = made_by(intent, index, result.state);
      if (id) {
        fold_created(result.state, intent, *id);
        result.resolved.emplace_back(intent, id);
      } else {
        result.unresolved.push_back(intent);
      }
      continue;
    }
    // Everything else is seen in the account itself: the next plan compares again.
    const bool there = intent.remote_id && exists(index.find(intent.key.kind, *intent.remote_id));
    if (!there && was_deletion(intent)) fold_deleted(result.state, intent);
    result.resolved.emplace_back(intent, there ? intent.remote_id : std::nullopt);
  }
  result.state.open_intents = result.unresolved;
  return result;
}

}  // namespace muster
