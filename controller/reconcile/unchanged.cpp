#include "controller/reconcile/unchanged.hpp"

#include "diff/plan_value.hpp"

#include <algorithm>
#include <tuple>

namespace muster {
namespace {

auto lists_of(const LiveState& live) {
  return std::tie(live.observed, live.virtual_machines, live.volumes, live.firewalls, live.ssh_keys,
                  live.scripts, live.snapshots, live.images);
}

/// Without stock: nobody takes GPUs or gives any up.
auto prices_of(const Market& market) {
  return std::tie(market.prices, market.problems);
}

/// Where a manifest stands does not matter.
auto wish_of(const Resource& resource) {
  return std::tie(resource.key, resource.labels, resource.lifecycle, resource.timeouts,
                  resource.spec);
}

bool is_same(const std::optional<DesiredState>& one, const std::optional<DesiredState>& other) {
  if (!one || !other) return one.has_value() == other.has_value();
  return std::ranges::equal(one->resources, other->resources, {}, wish_of, wish_of);
}

}  // namespace

std::optional<Planned> still_nothing_to_do(const Situation& last, const Situation& now) {
  const bool is_same_look =
      last.planned.may_be_performed() && last.planned.plan.empty() &&
      now.recorded.open_intents.empty() && last.recorded.resources == now.recorded.resources &&
      lists_of(last.live) == lists_of(now.live) &&
      prices_of(last.live.market) == prices_of(now.live.market) && is_same(last.timed, now.timed);
  if (!is_same_look) return std::nullopt;
  Planned planned = last.planned;
  Plan& plan = planned.plan;
  plan.observed_at = now.live.observed_at;
  if (plan.cost) plan.runway = runway_of(*plan.cost, now.live.market);
  plan.hash = hash_of(plan);
  return planned;
}

}  // namespace muster
