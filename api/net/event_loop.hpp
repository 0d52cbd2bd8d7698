#pragma once

#include "api/net/task.hpp"
#include "model/assert.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace boost::asio {
class io_context;
}

namespace muster::net {

/// The one thread everything runs on. Made by the composition root; declare it before whatever
/// lives on it (clocks, clients, servers, pools), so that it is destroyed last.
class EventLoop {
 public:
  /// Called on the loop with the signal number and how many have come so far, this one included.
  using InterruptCallback = std::function<void(int signal, int count)>;

  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Runs `root` to its end on the calling thread and returns its value; an exception of the task
  /// comes out here. Not reentrant. May be called again with the next task.
  template <class T>
  T run(Task<T> root) {
    std::optional<T> value;
    run_to_end(store(std::move(root), value));
    MUSTER_ASSERT(value.has_value(), "the root task ended without a value");
    return *std::move(value);
  }
  void run(Task<void> root) { run_to_end(std::move(root)); }

  /// From now on SIGINT and SIGTERM no longer end the process but call `callback` while run() runs.
  void on_interrupt(InterruptCallback callback);

  /// The same for SIGHUP.
  void on_hangup(std::function<void()> callback);

  /// For api/net only.
  boost::asio::io_context& io_context();

 private:
  template <class T>
  static Task<void> store(Task<T> root, std::optional<T>& value) {
    value.emplace(co_await std::move(root));
  }
  void run_to_end(Task<void> root);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::net
