#include "api/net/wait_list.hpp"

#include <list>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace muster::net {
namespace asio = boost::asio;

namespace {

struct Waiter {
  asio::steady_timer timer;
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
    Waiter* waiter;
    ~Registration() { state->waiters.remove(waiter); }
  };
  auto executor = co_await asio::this_coro::executor;
  Waiter waiter{asio::steady_timer(executor, asio::steady_timer::time_point::max())};
  state_->waiters.push_back(&waiter);
  const Registration registration{state_, &waiter};
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

void throw_cancelled() {
  throw boost::system::system_error(make_error_code(asio::error::operation_aborted));
}

}  // namespace muster::net
