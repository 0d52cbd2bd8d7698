#pragma once

#include "api/net/clock.hpp"
#include "model/key.hpp"

#include <cstddef>
#include <map>
#include <optional>

namespace muster {

/// How long to leave alone what failed: exponential with jitter, per key, forgotten by success.
class Backoff {
 public:
  struct Settings {
    Duration first = std::chrono::seconds(5);
    Duration longest = std::chrono::minutes(15);
  };
  struct Entry {
    std::size_t failures = 0;  // in a row
    net::TimePoint until{};
  };

  Backoff(Settings settings, net::Random& random) : settings_(settings), random_(random) {}

  /// One failure more; returns when to try again: between half of the doubled delay and all of it.
  net::TimePoint failed(const ResourceKey& key, net::TimePoint now);
  void succeeded(const ResourceKey& key) { entries_.erase(key); }
  /// Empty for what did not fail the last time.
  const Entry* find(const ResourceKey& key) const;
  /// Still to be left alone.
  bool holds(const ResourceKey& key, net::TimePoint now) const;
  const std::map<ResourceKey, Entry>& entries() const { return entries_; }
  void clear() { entries_.clear(); }

 private:
  Settings settings_;
  net::Random& random_;
  std::map<ResourceKey, Entry> entries_;
};

}  // namespace muster
