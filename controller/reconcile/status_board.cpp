#include "controller/reconcile/status_board.hpp"

#include <algorithm>

namespace muster {

void StatusBoard::changed() {
  ++status_.version;
  changed_.notify_all();
}

void StatusBoard::set(Condition condition) {
  condition.observed_revision = status_.revision;
  if (set_condition(status_.conditions, std::move(condition), clock_.wall_now())) changed();
}

void StatusBoard::set(const ResourceKey& key, Condition condition) {
  condition.observed_revision = status_.revision;
  auto& resource = status_.resources[key];
  resource.key = key;
  if (set_condition(resource.conditions, std::move(condition), clock_.wall_now())) changed();
}

void StatusBoard::tell(EventSeverity severity, const ResourceKey& key, std::string reason,
                       std::string message) {
  auto& last = told_[{key, reason}];
  if (last == message) return;
  last = message;
  status_.events.push_back({.number = next_event_++,
                            .at = clock_.wall_now(),
                            .severity = severity,
                            .key = key,
                            .reason = std::move(reason),
                            .message = std::move(message),
                            .revision = status_.revision,
                            .cycle = status_.cycle});
  if (status_.events.size() > events_max) status_.events.pop_front();
  if (listener_) listener_(status_.events.back());
  changed();
}

void StatusBoard::add_plan(PlanStatus plan) {
  auto& plans = status_.plans;
  std::erase_if(plans, [&](const PlanStatus& other) { return other.hash == plan.hash; });
  for (auto& other : plans)
    if (other.phase == PlanPhase::waiting) other.phase = PlanPhase::superseded;
  plan.revision = status_.revision;
  plans.push_back(std::move(plan));
  if (plans.size() > plans_max) plans.pop_front();
  changed();
}

PlanStatus* StatusBoard::find_plan(const std::string& hash) {
  const auto found = std::ranges::find(status_.plans, hash, &PlanStatus::hash);
  return found == status_.plans.end() ? nullptr : &*found;
}

}  // namespace muster
