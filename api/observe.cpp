#include "api/observe.hpp"

#include "api/net/task_group.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace muster::api {
namespace {

/// What the readers share; it lives in observe()'s frame until they are joined.
struct Observation {
  LiveState state;
  std::optional<Error> error;
};

template <class T>
void take(Observation& observation, Kind kind, Result<std::vector<T>> things,
          std::vector<T> LiveState::* list) {
  if (things) {
    observation.state.*list = *std::move(things);
    return;
  }
  if (!observation.error)
    observation.error =
        std::move(things).error().in("reading every " + std::string(to_string(kind)));
}

template <class T>
Task<void> read(Observation& observation, Kind kind, Task<Result<std::vector<T>>> reading,
                std::vector<T> LiveState::* list) {
  auto things = co_await std::move(reading);
  take(observation, kind, std::move(things), list);
}

void start(net::TaskGroup& group, const net::Context& context, Client& client, Kind kind,
           Observation& observation) {
  switch (kind) {
    case Kind::ssh_key:
      group.spawn(read(observation, kind, client.list_ssh_keys(context), &LiveState::ssh_keys));
      break;
    case Kind::startup_script:
      group.spawn(read(observation, kind, client.list_scripts(context), &LiveState::scripts));
      break;
    case Kind::firewall:
      group.spawn(read(observation, kind, client.list_firewalls(context), &LiveState::firewalls));
      break;
    case Kind::volume:
      group.spawn(read(observation, kind, client.list_volumes(context), &LiveState::volumes));
      break;
    case Kind::virtual_machine:
      group.spawn(
          read(observation, kind, client.list_instances(context), &LiveState::virtual_machines));
      break;
    case Kind::snapshot:
      group.spawn(read(observation, kind, client.list_snapshots(context), &LiveState::snapshots));
      break;
    case Kind::custom_image:
      group.spawn(read(observation, kind, client.list_images(context), &LiveState::images));
      break;
    default:
      break;
  }
}

}  // namespace

Task<Result<LiveState>> observe(net::Context context, Client& client, net::Clock& clock,
                                std::vector<Kind> kinds) {
  std::erase_if(kinds, [](Kind kind) { return !is_managed(kind); });
  std::ranges::sort(kinds);
  const auto repeated = std::ranges::unique(kinds);
  kinds.erase(repeated.begin(), repeated.end());
  Observation observation;
  // Before the calls: what happens while they run may or may not be seen.
  observation.state.observed_at = clock.wall_now();
  observation.state.observed = kinds;
  auto group = co_await net::TaskGroup::open();
  for (const auto kind : kinds) start(group, context, client, kind, observation);
  co_await group.join();
  if (observation.error) co_return fail(*std::move(observation.error));
  co_return std::move(observation.state);
}

}  // namespace muster::api
