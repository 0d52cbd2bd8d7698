#include "api/net/task_group.hpp"

#include "api/net/wait_list.hpp"

#include <exception>
#include <list>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace muster::net {
namespace asio = boost::asio;

namespace {

bool is_cancellation(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const boost::system::system_error& failure) {
    return failure.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

std::string what_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& failure) {
    return failure.what();
  } catch (...) {
    return "an exception of unknown type";
  }
}

/// The post makes the child start on a later turn even when the spawner already runs on the loop.
Task<void> start_later(Task<void> child) {
  co_await asio::post(asio::use_awaitable);
  co_await std::move(child);
}

}  // namespace

struct TaskGroup::State {
  explicit State(asio::any_io_executor loop) : executor(std::move(loop)) {}

  void cancel_children() {
    // An emission may end a child and thereby change the list: walk over what runs now.
    std::vector<std::shared_ptr<asio::cancellation_signal>> now(children.begin(), children.end());
    for (const auto& child : now) child->emit(asio::cancellation_type::terminal);
  }

  void rethrow_errors() {
    auto errors = std::move(failures);
    failures.clear();
    if (errors.empty()) return;
    if (errors.size() == 1) std::rethrow_exception(errors.front());
    std::string text = std::to_string(errors.size()) + " tasks failed";
    for (const auto& error : errors) text += "; " + what_of(error);
    throw std::runtime_error(text);
  }

  asio::any_io_executor executor;
  std::list<std::shared_ptr<asio::cancellation_signal>> children;
  std::vector<std::exception_ptr> failures;
  WaitList idle;
};

TaskGroup::TaskGroup(std::shared_ptr<State> state) : state_(std::move(state)) {}
TaskGroup::TaskGroup(TaskGroup&&) noexcept = default;

TaskGroup::~TaskGroup() {
  if (!state_ || state_->children.empty()) return;
  // Not emitted here: the loop itself may be in the middle of its destruction.
  asio::post(state_->executor, [state = state_] { state->cancel_children(); });
}

Task<TaskGroup> TaskGroup::open() {
  auto executor = co_await asio::this_coro::executor;
  co_return TaskGroup(std::make_shared<State>(std::move(executor)));
}

void TaskGroup::spawn(Task<void> child) {
  auto signal = std::make_shared<asio::cancellation_signal>();
  state_->children.push_back(signal);
  const auto place = std::prev(state_->children.end());
  auto ended = [state = state_, place](std::exception_ptr error) {
    state->children.erase(place);
    if (error && !is_cancellation(error)) state->failures.push_back(std::move(error));
    if (state->children.empty()) state->idle.wake_all();
  };
  asio::co_spawn(state_->executor, start_later(std::move(child)),
                 asio::bind_cancellation_slot(signal->slot(), std::move(ended)));
}

void TaskGroup::cancel() {
  state_->cancel_children();
}

std::size_t TaskGroup::running() const {
  return state_->children.size();
}

Task<void> TaskGroup::join() {
  const auto state = state_;
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  bool cancelled = false;
  while (!state->children.empty()) {
    const bool woken = co_await state->idle.wait();
    if (woken) continue;
    cancelled = true;
    state->cancel_children();
  }
  co_await asio::this_coro::throw_if_cancelled(throws);
  state->rethrow_errors();
  if (cancelled) throw_cancelled();
}

Task<void> in_task_group(std::function<Task<void>(TaskGroup&)> body) {
  auto group = co_await TaskGroup::open();
  std::exception_ptr failure;
  try {
    co_await body(group);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) group.cancel();
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  try {
    co_await group.join();
  } catch (...) {
    if (!failure || is_cancellation(failure)) failure = std::current_exception();
  }
  co_await asio::this_coro::throw_if_cancelled(throws);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace muster::net
