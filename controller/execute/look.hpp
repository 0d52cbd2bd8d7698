#pragma once

#include "api/client.hpp"
#include "api/net/context.hpp"
#include "diff/live_index.hpp"
#include "model/world.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace muster {

/// The things of one kind, sorted by id; only that list of the state is filled and `observed`.
Task<Result<LiveState>> list_kind(net::Context context, api::Client& client, Kind kind);

/// One thing, read by itself. A thing that does not exist is an empty list, not an error.
Task<Result<LiveState>> read_thing(net::Context context, api::Client& client, Kind kind,
                                   RemoteId id);

/// Puts the lists that `fresh` observed in place of the older ones.
void replace_lists(LiveState& state, LiveState fresh);

/// Adds what `more` shows to the lists, which stay sorted.
void add_things(LiveState& state, LiveState more);

/// Null when the list does not show it. The list is sorted by id.
template <class T>
const T* find_thing(const SharedList<T>& sorted, const RemoteId& id) {
  const auto at = std::ranges::lower_bound(sorted, id, {}, &T::id);
  return at == sorted.end() || at->id != id ? nullptr : &*at;
}

/// The thing, or monostate.
LiveThing thing_in(const LiveState& state, Kind kind, const RemoteId& id);
bool shows(const LiveState& state, Kind kind, const RemoteId& id);
/// Sorted.
std::vector<RemoteId> ids_named(const LiveState& state, Kind kind, const std::string& name);

}  // namespace muster
