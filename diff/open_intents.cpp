#include "diff/live_index.hpp"
#include "diff/planner.hpp"

#include <algorithm>

namespace muster {
namespace {

/// The thing that an interrupted create made, if it can be told: the name is there and no record
/// has its id.
std::optional<RemoteId> made_by(const OpenIntent& intent, const LiveIndex& live,
                                const RecordedState& recorded) {
  for (const auto& thing : live.named(intent.key.kind, intent.remote_name)) {
    if (is_going(thing)) continue;
    RemoteId id = id_of(thing);
    const auto own = recorded.resources.find(intent.key);
    const bool was_there = own != recorded.resources.end() && own->second.id == id;
    if (!was_there) return id;
  }
  return std::nullopt;
}

void fold_created(RecordedState& state, const OpenIntent& intent, const RemoteId& id) {
  RecordedResource& record = state.resources[intent.key];
  record.key = intent.key;
  record.id = id;
  record.remote_name = intent.remote_name;
  record.applied = intent.applied;
  record.protect = intent.protect;
  record.on_delete = intent.on_delete;
  record.depends_on = intent.depends_on;
  record.created_at = intent.at;
  record.updated_at = intent.at;
}

bool was_deletion(const OpenIntent& intent) {
  return intent.operation.starts_with("delete_");
}

}  // namespace

IntentResolution resolve_open_intents(const RecordedState& recorded, const LiveState& live) {
  const LiveIndex index(live);
  IntentResolution result;
  result.state = recorded;
  result.state.open_intents.clear();
  for (const auto& intent : recorded.open_intents) {
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
    if (!there && was_deletion(intent)) result.state.resources.erase(intent.key);
    result.resolved.emplace_back(intent, there ? intent.remote_id : std::nullopt);
  }
  result.state.open_intents = result.unresolved;
  return result;
}

}  // namespace muster
