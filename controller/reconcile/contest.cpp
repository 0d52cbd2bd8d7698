#include "controller/reconcile/contest.hpp"

#include <algorithm>

namespace muster {

std::vector<Contest::Field> Contest::healed(const Plan& plan, const std::vector<ResourceKey>& done,
                                            Timestamp now) {
  std::vector<Field> newly;
  for (const auto& change : plan.changes) {
    if (std::ranges::find(done, change.key) == done.end()) continue;
    for (const auto& field : change.fields) {
      if (!field.drift) continue;
      History& history = fields_[{change.key, field.path}];
      history.healings.push_back(now);
      history.last_seen = now;
      std::erase_if(history.healings, [now](Timestamp at) { return now - at > window; });
      if (history.healings.size() < healings_max || history.contested) continue;
      history.contested = true;
      newly.emplace_back(change.key, field.path);
    }
  }
  return newly;
}

void Contest::seen(const Field& field, Timestamp now) {
  const auto found = fields_.find(field);
  if (found != fields_.end()) found->second.last_seen = now;
}

void Contest::forget_old(Timestamp now) {
  std::erase_if(fields_,
                [now](const auto& entry) { return now - entry.second.last_seen > window; });
}

bool Contest::is_contested(const Field& field) const {
  const auto found = fields_.find(field);
  return found != fields_.end() && found->second.contested;
}

std::vector<Contest::Field> Contest::contested() const {
  std::vector<Field> all;
  for (const auto& [field, history] : fields_)
    if (history.contested) all.push_back(field);
  return all;
}

void Contest::leave_alone(DesiredState& desired) const {
  for (const auto& [field, history] : fields_) {
    if (!history.contested) continue;
    const auto place = std::ranges::lower_bound(desired.resources, field.first, {}, &Resource::key);
    if (place != desired.resources.end() && place->key == field.first)
      place->lifecycle.ignore.push_back(field.second);
  }
}

}  // namespace muster
