#include "diff/plan_check.hpp"

#include "diff/live_index.hpp"
#include "diff/observation.hpp"
#include "diff/plan_value.hpp"
#include "diff/tariff.hpp"

#include <algorithm>

namespace muster {
namespace {

std::string name_of(const Observation& seen) {
  return to_string(ResourceKey{seen.kind, seen.name}) + " (" + seen.id.text + ")";
}

/// "size was 500GB and is 600GB", one a member that differs.
void add_differences(const Observation& before, const Observation& now,
                     std::vector<std::string>& moved) {
  if (before.name != now.name)
    moved.push_back(name_of(before) + ": its name is now \"" + now.name + "\"");
  const auto* members = before.seen.get_if<Value::Map>();
  if (members == nullptr) return;
  for (const auto& [member, value] : *members) {
    const Value* other = now.seen.find(member);
    const Value shown = other == nullptr ? Value() : *other;
    if (shown != value)
      moved.push_back(name_of(before) + ": " + member + " was " + to_display(value) +
                      " and is now " + to_display(shown));
  }
}

void check_observations(const Plan& plan, const LiveIndex& live, std::vector<std::string>& moved) {
  for (const auto& seen : plan.observations) {
    const auto thing = live.find(seen.kind, seen.id);
    if (!exists(thing)) {
      moved.push_back(name_of(seen) + " is gone from the account");
      continue;
    }
    const auto now = observe_thing(thing);
    if (now.digest != seen.digest) add_differences(seen, now, moved);
  }
}

/// Names that the plan is going to give must be free, or be given up by the plan itself.
void check_names(const Plan& plan, const LiveIndex& live, std::vector<std::string>& moved) {
  std::set<std::pair<Kind, RemoteId>> known;
  for (const auto& seen : plan.observations) known.emplace(seen.kind, seen.id);
  for (const auto& step : plan.steps) {
    const std::string name(created_name(step.operation));
    if (name.empty()) continue;
    for (const auto& thing : live.named(step.resource.kind, name))
      if (!known.contains({step.resource.kind, id_of(thing)}))
        moved.push_back(to_string(step.resource) + ": a thing of the name \"" + name +
                        "\" is in the account now (" + id_of(thing).text + ")");
  }
}

void check_records(const Plan& plan, const RecordedState& recorded,
                   std::vector<std::string>& moved) {
  for (const auto& seen : plan.records) {
    const auto found = recorded.resources.find(seen.key);
    const auto* record = found == recorded.resources.end() ? nullptr : &found->second;
    if (record_digest(record) == seen.digest) continue;
    const auto* what = record == nullptr     ? "muster does not own it any more"
                       : seen.digest.empty() ? "muster owns it already"
                                             : "it was changed by another apply";
    moved.push_back(to_string(seen.key) + ": " + what +
                    (record == nullptr ? "" : " (" + record->id.text + ")"));
  }
}

/// Prices that the plan showed. One that cannot be read now has not moved.
void check_prices(const Plan& plan, const Market& market, std::vector<std::string>& moved) {
  if (!plan.cost || !market.prices) return;
  const auto now = named_prices(*market.prices, plan.cost->currency);
  for (const auto& seen : plan.cost->prices) {
    const auto found = now.find(seen.what);
    if (found == now.end())
      moved.push_back("the price of " + seen.what + " was " + format_exact(seen.price) +
                      " and is not known now");
    else if (found->second != seen.price)
      moved.push_back("the price of " + seen.what + " was " + format_exact(seen.price) +
                      " and is now " + format_exact(found->second) + " " +
                      std::string(to_string(plan.cost->currency)));
  }
}

}  // namespace

std::set<Kind> kinds_of(const Plan& plan) {
  std::set<Kind> kinds;
  for (const auto& seen : plan.observations) kinds.insert(seen.kind);
  for (const auto& step : plan.steps) kinds.insert(step.resource.kind);
  return kinds;
}

std::vector<std::string> moved_since(const Plan& plan, const LiveState& live,
                                     const RecordedState& recorded) {
  const LiveIndex index(live);
  std::vector<std::string> moved;
  check_observations(plan, index, moved);
  check_names(plan, index, moved);
  check_records(plan, recorded, moved);
  check_prices(plan, live.market, moved);
  return moved;
}

}  // namespace muster
