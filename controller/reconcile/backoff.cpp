#include "controller/reconcile/backoff.hpp"

#include <algorithm>

namespace muster {

net::TimePoint Backoff::failed(const ResourceKey& key, net::TimePoint now) {
  Entry& entry = entries_[key];
  Duration delay = settings_.first;
  for (std::size_t i = 0; i < entry.failures && delay < settings_.longest; ++i) delay *= 2;
  delay = std::min(delay, settings_.longest);
  ++entry.failures;
  const auto half = static_cast<std::uint64_t>(delay.count() / 2);
  entry.until = now + delay - Duration(random_.below(half + 1));
  return entry.until;
}

const Backoff::Entry* Backoff::find(const ResourceKey& key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second;
}

bool Backoff::holds(const ResourceKey& key, net::TimePoint now) const {
  const Entry* entry = find(key);
  return entry != nullptr && now < entry->until;
}

}  // namespace muster
