#pragma once

#include "api/net/task.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace muster::net {

/// Child tasks that run beside their parent on the parent's loop, and are always waited for.
/// Use in_task_group() unless the parent has nothing that can throw between open() and join().
class TaskGroup {
 public:
  /// A group on the loop of the calling coroutine: auto group = co_await TaskGroup::open();
  static Task<TaskGroup> open();
  TaskGroup(TaskGroup&&) noexcept;
  TaskGroup& operator=(TaskGroup&&) = delete;
  /// Children still running are cancelled, but cannot be waited for here: they must not refer to
  /// the parent's frame. join() first.
  ~TaskGroup();

  /// Starts `child` on a later turn of the loop, never inside this call. What the child refers to
  /// must live until join() returns.
  void spawn(Task<void> child);
  /// Cancels the children that run now: the operation each one waits for ends with
  /// operation_aborted.
  void cancel();
  /// Returns when no child runs, including those spawned meanwhile. When exactly one child ended
  /// with an exception throws that one; when several did, a std::runtime_error naming all. Children
  /// that ended by cancellation are not errors. When the caller is cancelled, cancels the children,
  /// waits for them, then throws operation_aborted.
  Task<void> join();
  std::size_t running() const;

 private:
  struct State;
  explicit TaskGroup(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// Runs body(group), then joins. When the body throws or is cancelled the children are cancelled
/// and waited for before the exception goes on: children may refer to whatever outlives this call.
Task<void> in_task_group(std::function<Task<void>(TaskGroup&)> body);

}  // namespace muster::net
