#pragma once

#include <functional>
#include <memory>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace muster::net {

/// Signals as calls on the loop, counted. While one exists they do not end the process.
class Signals {
 public:
  using Callback = std::function<void(int signal, int count)>;

  Signals(boost::asio::io_context& loop, std::vector<int> numbers, Callback callback);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace muster::net
