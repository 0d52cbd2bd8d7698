#include "controller/execute/look.hpp"

#include "model/assert.hpp"

namespace muster {
namespace {

/// What `visit` makes of the list of that kind.
template <class State, class F>
auto with_list(State& state, Kind kind, F&& visit) {
  switch (kind) {
    case Kind::ssh_key:
      return visit(state.ssh_keys);
    case Kind::startup_script:
      return visit(state.scripts);
    case Kind::firewall:
      return visit(state.firewalls);
    case Kind::volume:
      return visit(state.volumes);
    case Kind::virtual_machine:
      return visit(state.virtual_machines);
    case Kind::snapshot:
      return visit(state.snapshots);
    case Kind::custom_image:
      return visit(state.images);
    default:
      MUSTER_ASSERT(false, "a kind of nothing in the account");
  }
}

/// The same with the list of that kind in both states.
template <class F>
void with_both_lists(LiveState& state, LiveState& other, Kind kind, F&& visit) {
  with_list(state, kind, [&]<class T>(SharedList<T>& list) {
    with_list(other, kind, [&]<class U>(SharedList<U>& others) {
      if constexpr (std::is_same_v<T, U>) visit(list, others);
    });
  });
}

template <class T>
Result<void> take(SharedList<T>& list, Result<std::vector<T>> things) {
  if (!things) return fail(things.error());
  std::ranges::sort(*things, {}, &T::id);
  list = *std::move(things);
  return {};
}

template <class T>
Result<void> take_one(SharedList<T>& list, Result<T> thing) {
  if (!thing && thing.error().code() == Errc::not_found) return {};
  if (!thing) return fail(thing.error());
  list.push_back(*std::move(thing));
  return {};
}

/// Deleted things may stay listed for a while (inferred).
LiveState seen(LiveState state, Kind kind) {
  std::erase_if(state.virtual_machines.edit(),
                [](const auto& machine) { return machine.state == VmState::deleted; });
  std::erase_if(state.volumes.edit(),
                [](const auto& volume) { return volume.state == VolumeState::deleted; });
  state.observed = {kind};
  return state;
}

}  // namespace

Task<Result<LiveState>> list_kind(net::Context context, api::Client& client, Kind kind) {
  LiveState state;
  Result<void> taken;
  switch (kind) {
    case Kind::ssh_key:
      taken = take(state.ssh_keys, co_await client.list_ssh_keys(context));
      break;
    case Kind::startup_script:
      taken = take(state.scripts, co_await client.list_scripts(context));
      break;
    case Kind::firewall:
      taken = take(state.firewalls, co_await client.list_firewalls(context));
      break;
    case Kind::volume:
      taken = take(state.volumes, co_await client.list_volumes(context));
      break;
    case Kind::virtual_machine:
      taken = take(state.virtual_machines, co_await client.list_instances(context));
      break;
    case Kind::snapshot:
      taken = take(state.snapshots, co_await client.list_snapshots(context));
      break;
    case Kind::custom_image:
      taken = take(state.images, co_await client.list_images(context));
      break;
    default:
      MUSTER_ASSERT(false, "a kind of nothing in the account");
  }
  if (!taken) co_return fail(taken.error());
  co_return seen(std::move(state), kind);
}

Task<Result<LiveState>> read_thing(net::Context context, api::Client& client, Kind kind,
                                   RemoteId id) {
  LiveState state;
  Result<void> taken;
  switch (kind) {
    case Kind::ssh_key:
      taken = take_one(state.ssh_keys, co_await client.get_ssh_key(context, id));
      break;
    case Kind::startup_script:
      taken = take_one(state.scripts, co_await client.get_script(context, id));
      break;
    case Kind::firewall:
      taken = take_one(state.firewalls, co_await client.get_firewall(context, id));
      break;
    case Kind::volume:
      taken = take_one(state.volumes, co_await client.get_volume(context, id));
      break;
    case Kind::virtual_machine:
      taken = take_one(state.virtual_machines, co_await client.get_instance(context, id));
      break;
    case Kind::snapshot:
      taken = take_one(state.snapshots, co_await client.get_snapshot(context, id));
      break;
    case Kind::custom_image:
      taken = take_one(state.images, co_await client.get_image(context, id));
      break;
    default:
      MUSTER_ASSERT(false, "a kind of nothing in the account");
  }
  if (!taken) co_return fail(taken.error());
  co_return seen(std::move(state), kind);
}

void replace_lists(LiveState& state, LiveState fresh) {
  for (const Kind kind : fresh.observed) {
    with_both_lists(state, fresh, kind, [](auto& target, auto& list) { target = std::move(list); });
    state.prints.erase(kind);
    if (std::ranges::find(state.observed, kind) == state.observed.end())
      state.observed.push_back(kind);
  }
}

void add_things(LiveState& state, LiveState more) {
  for (const Kind kind : more.observed) {
    with_both_lists(state, more, kind, []<class T>(SharedList<T>& target, SharedList<T>& list) {
      std::ranges::move(list, std::back_inserter(target.edit()));
      std::ranges::sort(target, {}, &T::id);
    });
    state.prints.erase(kind);
  }
}

LiveThing thing_in(const LiveState& state, Kind kind, const RemoteId& id) {
  return with_list(state, kind, [&](const auto& list) -> LiveThing {
    if (const auto* thing = find_thing(list, id)) return thing;
    return std::monostate();
  });
}

bool shows(const LiveState& state, Kind kind, const RemoteId& id) {
  return with_list(state, kind, [&](const auto& list) { return find_thing(list, id) != nullptr; });
}

std::vector<RemoteId> ids_named(const LiveState& state, Kind kind, const std::string& name) {
  return with_list(state, kind, [&](const auto& list) {
    std::vector<RemoteId> ids;
    for (const auto& thing : list)
      if (thing.name == name) ids.push_back(thing.id);
    return ids;
  });
}

}  // namespace muster
