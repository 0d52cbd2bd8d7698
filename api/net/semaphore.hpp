#pragma once

#include "api/net/task.hpp"

#include <cstddef>
#include <memory>

namespace muster::net {

/// At most `limit` permits are out at once; who asks first is served first.
class Semaphore {
  struct State;

 public:
  /// Given back when destroyed. May outlive the semaphore.
  class Permit {
   public:
    Permit() = default;
    Permit(Permit&&) noexcept = default;
    Permit& operator=(Permit&& other) noexcept;
    ~Permit();
    void release();

   private:
    friend class Semaphore;
    explicit Permit(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
  };

  explicit Semaphore(std::size_t limit);
  ~Semaphore();
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  /// Throws operation_aborted when cancelled while waiting.
  Task<Permit> acquire();
  /// Takes effect at once for those who wait; permits already out stay out.
  void set_limit(std::size_t limit);

  std::size_t in_use() const;
  std::size_t waiting() const;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace muster::net
