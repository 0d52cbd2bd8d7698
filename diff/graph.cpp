#include "diff/graph.hpp"

#include "model/assert.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <set>

namespace muster {
namespace {

using Indices = std::vector<std::size_t>;

void sort_unique(Indices& indices) {
  std::ranges::sort(indices);
  const auto repeated = std::ranges::unique(indices);
  indices.erase(repeated.begin(), repeated.end());
}

template <class F>
void for_each_predecessor(const Step& step, F&& visit) {
  for (const std::size_t each : step.needs) visit(each);
  for (const std::size_t each : step.after) visit(each);
}

std::vector<Indices> successors(const std::vector<Step>& steps) {
  std::vector<Indices> next(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i)
    for_each_predecessor(steps[i], [&](std::size_t before) { next[before].push_back(i); });
  return next;
}

/// Things that the step names by id: its own and those of its operation; and those that a deletion
/// sets free.
std::set<RemoteId> touched(const Step& step, const LiveIndex& live) {
  std::set<RemoteId> ids;
  if (step.id && deletes(step.operation) && step.resource.kind == Kind::virtual_machine) {
    for (const auto* volume : live.volumes_of(*step.id)) ids.insert(volume->id);
    for (const auto* firewall : live.firewalls_of(*step.id)) ids.insert(firewall->id);
  }
  if (step.id) ids.insert(*step.id);
  const auto add = [&](const std::vector<Target>& targets) {
    for (const auto& target : targets)
      if (target.id) ids.insert(*target.id);
  };
  std::visit(
      [&](const auto& operation) {
        if constexpr (requires { operation.volumes; }) add(operation.volumes);
        if constexpr (requires { operation.machines; }) add(operation.machines);
        if constexpr (requires { operation.machine; }) add({operation.machine});
      },
      step.operation);
  return ids;
}

/// Whether every one of `others` comes after `first`. Gives up, saying no, after a bounded search.
bool all_follow(const std::vector<Indices>& next, std::size_t first, const Indices& others) {
  constexpr std::size_t visits_max = 64;
  std::set<std::size_t> seen{first};
  std::queue<std::size_t> open({first});
  std::size_t found = 1;
  while (!open.empty() && found < others.size() && seen.size() < visits_max) {
    const std::size_t step = open.front();
    open.pop();
    for (const std::size_t each : next[step]) {
      if (!seen.insert(each).second) continue;
      if (std::ranges::binary_search(others, each)) ++found;
      open.push(each);
    }
  }
  return found == others.size();
}

}  // namespace

namespace {

/// The steps that can be put in order; where some wait for each other, not all of them.
Indices orderly(const std::vector<Step>& steps) {
  const auto next = successors(steps);
  Indices missing(steps.size());
  std::priority_queue<std::size_t, Indices, std::greater<>> ready;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    missing[i] = steps[i].needs.size() + steps[i].after.size();
    if (missing[i] == 0) ready.push(i);
  }
  Indices order;
  order.reserve(steps.size());
  while (!ready.empty()) {
    const std::size_t step = ready.top();
    ready.pop();
    order.push_back(step);
    for (const std::size_t each : next[step])
      if (--missing[each] == 0) ready.push(each);
  }
  return order;
}

}  // namespace

Indices circle_in(const std::vector<Step>& steps) {
  Indices done = orderly(steps);
  if (done.size() == steps.size()) return {};
  std::ranges::sort(done);
  const auto is_stuck = [&](std::size_t step) { return !std::ranges::binary_search(done, step); };
  Indices path;
  std::size_t at = 0;
  while (!is_stuck(at)) ++at;
  // Whoever is stuck waits for one that is stuck: this must come round.
  for (auto again = path.end(); again == path.end(); again = std::ranges::find(path, at)) {
    path.push_back(at);
    std::optional<std::size_t> before;
    for_each_predecessor(steps[at], [&](std::size_t each) {
      if (!before && is_stuck(each)) before = each;
    });
    MUSTER_ASSERT(before.has_value(), "a step that is stuck waits for another");
    at = before.value_or(0);
  }
  path.erase(path.begin(), std::ranges::find(path, at));
  std::ranges::reverse(path);
  return path;
}

Indices execution_order(const std::vector<Step>& steps) {
  const Indices order = orderly(steps);
  MUSTER_ASSERT(order.size() == steps.size(), "the steps of a plan form no cycle");
  return order;
}

void sort_steps(Plan& plan) {
  for (auto& step : plan.steps) {
    sort_unique(step.needs);
    sort_unique(step.after);
    std::erase_if(step.after,
                  [&](std::size_t each) { return std::ranges::binary_search(step.needs, each); });
  }
  const Indices order = execution_order(plan.steps);
  Indices place(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  const auto rewrite = [&](Indices& indices) {
    for (auto& index : indices) index = place[index];
    sort_unique(indices);
  };
  std::vector<Step> sorted;
  sorted.reserve(order.size());
  for (const std::size_t index : order) {
    Step& step = sorted.emplace_back(std::move(plan.steps[index]));
    rewrite(step.needs);
    rewrite(step.after);
  }
  plan.steps = std::move(sorted);
  for (auto& change : plan.changes) rewrite(change.steps);
}

void find_critical_path(Plan& plan) {
  std::vector<Duration> end(plan.steps.size());
  std::vector<std::optional<std::size_t>> cause(plan.steps.size());
  std::optional<std::size_t> last;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    auto& latest = cause[i];
    for_each_predecessor(plan.steps[i], [&](std::size_t before) {
      MUSTER_ASSERT(before < i, "steps are sorted");
      if (!latest || end[before] > end[*latest]) latest = before;
    });
    end[i] = plan.steps[i].expected + (latest ? end[*latest] : Duration(0));
    if (!last || end[i] > end[*last]) last = i;
  }
  plan.expected = last ? end[*last] : Duration(0);
  for (auto step = last; step; step = cause[*step]) plan.critical_path.push_back(*step);
  std::ranges::reverse(plan.critical_path);
}

void rely_on_observations(Plan& plan, const LiveIndex& live) {
  std::map<RemoteId, Indices> touching;
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    for (const auto& id : touched(plan.steps[i], live)) touching[id].push_back(i);
  const auto next = successors(plan.steps);
  for (std::size_t i = 0; i < plan.observations.size(); ++i) {
    const auto found = touching.find(plan.observations[i].id);
    if (found == touching.end()) continue;
    const std::size_t first = found->second.front();
    // A step that waits for others may find their traces; only what nothing precedes is certain.
    const Step& step = plan.steps[first];
    if (step.needs.empty() && step.after.empty() && all_follow(next, first, found->second))
      plan.steps[first].relies_on.push_back(i);
  }
}

}  // namespace muster
