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

bool shows_the_same(const Situation& last, const Situation& now) {
  return last.recorded.open_intents.empty() && now.recorded.open_intents.empty() &&
         last.recorded.resources == now.recorded.resources &&
         lists_of(last.live) == lists_of(now.live) &&
         prices_of(last.live.market) == prices_of(now.live.market) &&
         is_same(last.timed, now.timed);
}

Planned brought_up_to(Planned planned, const LiveState& live) {
  if (has_errors(planned.diagnostics)) return planned;  // and no plan
  Plan& plan = planned.plan;
  plan.observed_at = live.observed_at;
  if (plan.cost) plan.runway = runway_of(*plan.cost, live.market);
  plan.hash = hash_of(plan);
  return planned;
}

bool limits_runway(const Resource& resource) {
  const auto* budget = std::get_if<BudgetSpec>(&resource.spec);
  return budget != nullptr && budget->min_runway;
}

/// Without a balance the currency is not known.
auto currency_by(const Market& market) {
  return market.balance ? std::optional(market.balance->currency) : std::nullopt;
}

}  // namespace

std::optional<Planned> still_nothing_to_do(const Situation& last, const Situation& now) {
  const bool was_nothing = last.planned.may_be_performed() && last.planned.plan.empty();
  if (!was_nothing || !shows_the_same(last, now)) return std::nullopt;
  return brought_up_to(last.planned, now.live);
}

std::optional<Planned> foresee(const Situation& last, const DesiredState& desired) {
  if (last.timed || std::ranges::any_of(desired.resources, limits_runway)) return std::nullopt;
  return make_plan(desired, last.live, last.recorded, last.options);
}

std::optional<Planned> as_foreseen(Planned foreseen, const Situation& last, const Situation& now) {
  const Market& then = last.live.market;
  const Market& market = now.live.market;
  if (then.stock != market.stock || currency_by(then) != currency_by(market) ||
      !shows_the_same(last, now))
    return std::nullopt;
  return brought_up_to(std::move(foreseen), now.live);
}

}  // namespace muster
