#pragma once

#include "api/net/clock.hpp"
#include "model/key.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace muster {

/// The higher goes first.
enum class Priority { resync, retry, schedule, change, asked };

/// What there is to look at, and when. Producers only add keys: what to do about one is found out
/// when it is taken. The laws of client-go's queues, on one thread:
/// - a key is in it once: adding it again keeps the higher priority and the earlier time;
/// - a key that is being worked on is not handed out; added meanwhile, it comes again after done();
/// - of those whose time has come the highest priority goes first, and among equals the one that
///   became ready first;
/// - nothing starves: what has been ready for `patience` goes before everything younger.
class WorkQueue {
 public:
  static constexpr Duration patience = std::chrono::minutes(5);

  void add(const ResourceKey& key, Priority priority, net::TimePoint ready_at);
  /// Takes the key that is to be worked on now, if any. done() must follow.
  std::optional<ResourceKey> take(net::TimePoint now);
  void done(const ResourceKey& key);
  /// When the next one is ready; empty if none is waiting. In the past when one is ready.
  std::optional<net::TimePoint> next_ready() const;
  /// Takes the key out unless it is being worked on.
  void forget(const ResourceKey& key) { waiting_.erase(key); }

  std::size_t depth() const { return waiting_.size(); }
  /// Those whose time has come.
  std::size_t ready(net::TimePoint now) const;
  bool holds(const ResourceKey& key) const { return waiting_.contains(key); }
  /// Calls of add() so far.
  std::uint64_t adds() const { return adds_; }

 private:
  struct Item {
    Priority priority = Priority::resync;
    net::TimePoint ready_at{};
    std::uint64_t order = 0;  // of arrival
  };

  std::map<ResourceKey, Item> waiting_;
  std::map<ResourceKey, Item> dirty_;  // added while they were worked on
  std::set<ResourceKey> taken_;
  std::uint64_t adds_ = 0;
};

}  // namespace muster
