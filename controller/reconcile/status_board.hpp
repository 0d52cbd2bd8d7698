#pragma once

#include "api/net/clock.hpp"
#include "api/net/event.hpp"
#include "controller/reconcile/conditions.hpp"
#include "controller/reconcile/status.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>

namespace muster {

/// Where the daemon writes down how things are. Every change has a new version and wakes those who
/// watch; events of the same object, reason and message are told once until something else is said
/// of that object and reason.
class StatusBoard {
 public:
  static constexpr std::size_t events_max = 1000;
  static constexpr std::size_t plans_max = 50;

  /// Sees each event as it happens: logs, notifications.
  using Listener = std::function<void(const StatusEvent&)>;

  StatusBoard(const net::Clock& clock, Listener listener)
      : clock_(clock), listener_(std::move(listener)) {}

  const DaemonStatus& status() const { return status_; }
  /// For changes that changed() or one of the functions below makes known.
  DaemonStatus& edit() { return status_; }
  void changed();
  Task<void> wait() { return changed_.wait(); }

  /// Of the project.
  void set(Condition condition);
  /// Of a resource.
  void set(const ResourceKey& key, Condition condition);

  void tell(EventSeverity severity, const ResourceKey& key, std::string reason,
            std::string message);
  /// The next time it is said, it is news again.
  void untold(const ResourceKey& key, const std::string& reason) { told_.erase({key, reason}); }

  void add_plan(PlanStatus plan);
  /// Null unless it is among the last ones.
  PlanStatus* find_plan(const std::string& hash);

 private:
  const net::Clock& clock_;
  Listener listener_;
  DaemonStatus status_;
  net::Event changed_;
  std::map<std::pair<ResourceKey, std::string>, std::string> told_;
  std::uint64_t next_event_ = 1;
};

}  // namespace muster
