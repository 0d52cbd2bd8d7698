#include "controller/reconcile/conditions.hpp"

#include <algorithm>

namespace muster {

bool set_condition(std::vector<Condition>& conditions, Condition condition, Timestamp now) {
  const auto place = std::ranges::lower_bound(conditions, condition.type, {}, &Condition::type);
  condition.last_transition = now;
  if (place == conditions.end() || place->type != condition.type) {
    conditions.insert(place, std::move(condition));
    return true;
  }
  if (place->status == condition.status) condition.last_transition = place->last_transition;
  if (*place == condition) return false;
  *place = std::move(condition);
  return true;
}

const Condition* find_condition(const std::vector<Condition>& conditions, std::string_view type) {
  const auto found = std::ranges::find(conditions, type, &Condition::type);
  return found == conditions.end() ? nullptr : &*found;
}

bool is_true(const std::vector<Condition>& conditions, std::string_view type) {
  const auto* condition = find_condition(conditions, type);
  return condition != nullptr && condition->status;
}

}  // namespace muster
