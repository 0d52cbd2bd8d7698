#pragma once

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace muster::net {

/// SIGINT and SIGTERM as calls on the loop, counted. While one exists they do not end the process.
class InterruptSignals {
 public:
  using Callback = std::function<void(int signal, int count)>;

  InterruptSignals(boost::asio::io_context& loop, Callback callback);
  ~InterruptSignals();
  InterruptSignals(const InterruptSignals&) = delete;
  InterruptSignals& operator=(const InterruptSignals&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace muster::net
