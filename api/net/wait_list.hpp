#pragma once

#include "api/net/task.hpp"

#include <cstddef>
#include <memory>

namespace muster::net {

/// Suspended coroutines of one loop, first come first served. The building block of Event, Gate and
/// Semaphore. May be destroyed before the coroutines that wait: they then wait for ever.
class WaitList {
 public:
  WaitList();
  ~WaitList();
  WaitList(const WaitList&) = delete;
  WaitList& operator=(const WaitList&) = delete;

  /// Returns true when woken, false when cancelled. A waiter that was woken and cancelled at the
  /// same moment counts as woken, so that what it was given is never lost.
  Task<bool> wait();
  /// False when nobody waits.
  bool wake_one();
  void wake_all();
  std::size_t size() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Ends the calling coroutine the way Asio does when an operation was cancelled.
[[noreturn]] void throw_cancelled();

}  // namespace muster::net
