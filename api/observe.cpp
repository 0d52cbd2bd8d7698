#include "api/observe.hpp"

#include "api/net/task_group.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace muster::api {
namespace {

/// What the readers share; it lives in observe()'s frame until they are joined.
struct Observation {
  const LiveState* last = nullptr;
  LiveState state;
  std::optional<Error> error;
};

template <class T>
using Lister = Task<Result<std::vector<T>>> (Client::*)(net::Context, Rereading*);

template <class T>
Task<void> read(net::Context context, Client& client, Observation& observation, Kind kind,
                Lister<T> lister, SharedList<T> LiveState::* list) {
  Rereading rereading;
  const auto* last = observation.last;
  if (last != nullptr && last->prints.contains(kind)) rereading.before = last->prints.at(kind);
  auto things = co_await (client.*lister)(std::move(context), &rereading);
  if (!things) {
    if (!observation.error)
      observation.error =
          std::move(things).error().in("reading every " + std::string(to_string(kind)));
    co_return;
  }
  observation.state.*list = rereading.unchanged ? last->*list : SharedList<T>(*std::move(things));
  observation.state.prints[kind] = std::move(rereading.prints);
}

Task<void> read(net::Context context, Client& client, Observation& observation, Kind kind) {
  const auto with = [&](auto lister, auto list) {
    return read(std::move(context), client, observation, kind, lister, list);
  };
  switch (kind) {
    case Kind::ssh_key:
      return with(&Client::list_ssh_keys, &LiveState::ssh_keys);
    case Kind::startup_script:
      return with(&Client::list_scripts, &LiveState::scripts);
    case Kind::firewall:
      return with(&Client::list_firewalls, &LiveState::firewalls);
    case Kind::volume:
      return with(&Client::list_volumes, &LiveState::volumes);
    case Kind::virtual_machine:
      return with(&Client::list_instances, &LiveState::virtual_machines);
    case Kind::snapshot:
      return with(&Client::list_snapshots, &LiveState::snapshots);
    default:
      return with(&Client::list_images, &LiveState::images);
  }
}

}  // namespace

Task<Result<LiveState>> observe(net::Context context, Client& client, net::Clock& clock,
                                std::vector<Kind> kinds, const LiveState* last) {
  std::erase_if(kinds, [](Kind kind) { return !is_managed(kind); });
  std::ranges::sort(kinds);
  const auto repeated = std::ranges::unique(kinds);
  kinds.erase(repeated.begin(), repeated.end());
  Observation observation{.last = last};
  // Before the calls: what happens while they run may or may not be seen.
  observation.state.observed_at = clock.wall_now();
  observation.state.observed = kinds;
  auto group = co_await net::TaskGroup::open();
  for (const auto kind : kinds) group.spawn(read(context, client, observation, kind));
  co_await group.join();
  if (observation.error) co_return fail(*std::move(observation.error));
  co_return std::move(observation.state);
}

}  // namespace muster::api
