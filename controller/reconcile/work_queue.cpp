#include "controller/reconcile/work_queue.hpp"

#include "model/assert.hpp"

#include <algorithm>
#include <tuple>

namespace muster {

void WorkQueue::add(const ResourceKey& key, Priority priority, net::TimePoint ready_at) {
  ++adds_;
  auto& items = taken_.contains(key) ? dirty_ : waiting_;
  const auto [place, is_new] = items.try_emplace(key, Item{priority, ready_at, adds_});
  if (is_new) return;
  place->second.priority = std::max(place->second.priority, priority);
  place->second.ready_at = std::min(place->second.ready_at, ready_at);
}

std::optional<ResourceKey> WorkQueue::take(net::TimePoint now) {
  // Old ones first and by age; then by priority.
  const auto rank = [now](const Item& item) {
    const bool is_old = now - item.ready_at >= patience;
    const int priority = is_old ? 0 : -static_cast<int>(item.priority);
    return std::tuple(!is_old, priority, item.ready_at, item.order);
  };
  auto best = waiting_.end();
  for (auto item = waiting_.begin(); item != waiting_.end(); ++item) {
    if (item->second.ready_at > now) continue;
    if (best == waiting_.end() || rank(item->second) < rank(best->second)) best = item;
  }
  if (best == waiting_.end()) return std::nullopt;
  ResourceKey key = best->first;
  waiting_.erase(best);
  taken_.insert(key);
  return key;
}

void WorkQueue::done(const ResourceKey& key) {
  MUSTER_ASSERT(taken_.erase(key) == 1, "only what was taken can be done");
  const auto again = dirty_.find(key);
  if (again == dirty_.end()) return;
  waiting_.emplace(key, again->second);
  dirty_.erase(again);
}

std::size_t WorkQueue::ready(net::TimePoint now) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      waiting_, [now](const auto& entry) { return entry.second.ready_at <= now; }));
}

std::optional<net::TimePoint> WorkQueue::next_ready() const {
  if (waiting_.empty()) return std::nullopt;
  net::TimePoint first = net::TimePoint::max();
  for (const auto& [key, item] : waiting_) first = std::min(first, item.ready_at);
  return first;
}

}  // namespace muster
