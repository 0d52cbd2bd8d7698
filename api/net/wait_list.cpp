#include "api/net/wait_list.hpp"

#include <list>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace muster::net {
namespace asio = boost::asio;

namespace {

struct Waiter {
  asio::steady_timer timer;
  std::list<Waiter*>::iterator place = {};
  bool woken = false;
};

}  // namespace

// A timer that never expires holds the suspended coroutine, because its owner, the io_context,
// frees what still waits when it is destroyed; handlers kept in a list of our own would leak in
// cycles.
struct WaitList::State {
  std::list<Waiter*> waiters;
};

WaitList::WaitList() : state_(std::make_shared<State>()) {}
WaitList::~WaitList() = default;

Task<bool> WaitList::wait() {
  struct Registration {
    std::shared_ptr<State> state;
    const Waiter& waiter;
    ~Registration() {
      if (!waiter.woken) state->waiters.erase(waiter.place);
    }
  };
  auto executor = co_await asio::this_coro::executor;
  Waiter waiter{asio::steady_timer(executor, asio::steady_timer::time_point::max())};
  waiter.place = state_->waiters.insert(state_->waiters.end(), &waiter);
  const Registration registration{state_, waiter};
  co_await waiter.timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return waiter.woken;
}

bool WaitList::wake_one() {
  if (state_->waiters.empty()) return false;
  Waiter* waiter = state_->waiters.front();
  state_->waiters.pop_front();
  waiter->woken = true;
  waiter->timer.cancel();
  return true;
}

void WaitList::wake_all() {
  while (wake_one()) {
  }
}

std::size_t WaitList::size() const {
  return state_->waiters.size();
}

}  // namespace muster::net
