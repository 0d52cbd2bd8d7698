#pragma once

#include "api/net/task.hpp"
#include "api/net/wait_list.hpp"

namespace muster::net {

/// Wakes one coroutine per notification. A notification nobody waits for is kept, once: the next
/// wait() returns at once. So "change state, notify" and "wait, then look at the state" never miss
/// each other.
class Event {
 public:
  void notify();
  /// Wakes everybody who waits now; keeps nothing.
  void notify_all() { waiters_.wake_all(); }
  /// Throws operation_aborted when cancelled.
  Task<void> wait();

 private:
  WaitList waiters_;
  bool pending_ = false;
};

/// Opens once and stays open.
class Gate {
 public:
  void open();
  bool is_open() const { return open_; }
  /// Returns when open, at once if it is. Throws operation_aborted when cancelled.
  Task<void> wait();

 private:
  WaitList waiters_;
  bool open_ = false;
};

}  // namespace muster::net
