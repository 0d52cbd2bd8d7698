#include "api/net/event.hpp"
#include "api/net/semaphore.hpp"

namespace muster::net {

void Event::notify() {
  if (!waiters_.wake_one()) pending_ = true;
}

Task<void> Event::wait() {
  if (pending_) {
    pending_ = false;
    co_return;
  }
  const bool woken = co_await waiters_.wait();
  if (!woken) throw_cancelled();
}

void Gate::open() {
  open_ = true;
  waiters_.wake_all();
}

Task<void> Gate::wait() {
  if (open_) co_return;
  const bool woken = co_await waiters_.wait();
  if (!woken) throw_cancelled();
}

struct Semaphore::State {
  explicit State(std::size_t permits) : limit(permits) {}

  /// Hands free permits to those who wait; a waiter's permit is counted before it resumes.
  void serve() {
    while (in_use < limit && waiters.wake_one()) ++in_use;
  }

  std::size_t limit;
  std::size_t in_use = 0;
  WaitList waiters;
};

Semaphore::Semaphore(std::size_t limit) : state_(std::make_shared<State>(limit)) {}
Semaphore::~Semaphore() = default;

Semaphore::Permit& Semaphore::Permit::operator=(Permit&& other) noexcept {
  release();
  state_ = std::move(other.state_);
  return *this;
}

Semaphore::Permit::~Permit() {
  release();
}

void Semaphore::Permit::release() {
  if (!state_) return;
  const auto state = std::move(state_);
  state_.reset();
  --state->in_use;
  state->serve();
}

Task<Semaphore::Permit> Semaphore::acquire() {
  const auto state = state_;
  if (state->in_use < state->limit && state->waiters.size() == 0) {
    ++state->in_use;
    co_return Permit(state);
  }
  const bool woken = co_await state->waiters.wait();
  if (!woken) throw_cancelled();
  co_return Permit(state);
}

void Semaphore::set_limit(std::size_t limit) {
  state_->limit = limit;
  state_->serve();
}

std::size_t Semaphore::in_use() const {
  return state_->in_use;
}
std::size_t Semaphore::waiting() const {
  return state_->waiters.size();
}

}  // namespace muster::net
