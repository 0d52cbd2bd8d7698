#pragma once

#include <atomic>
#include <memory>

namespace muster {

/// What the pointer stands for, to be changed: a copy of one's own unless nobody else has it.
template <class T>
T& own(std::shared_ptr<T>& shared) {
  if (shared == nullptr)
    shared = std::make_shared<T>();
  else if (shared.use_count() > 1)
    shared = std::make_shared<T>(*shared);
  else  // what another thread read before it let go of it was read before this
    std::atomic_thread_fence(std::memory_order_acquire);
  return *shared;
}

}  // namespace muster
