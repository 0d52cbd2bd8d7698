#include "api/net/signals.hpp"

#include <tuple>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace muster::net {

struct Signals::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& loop, const std::vector<int>& numbers, Callback on_signal)
      : signals(loop), callback(std::move(on_signal)) {
    for (const int number : numbers) signals.add(number);
  }

  void wait() {
    signals.async_wait(
        [self = shared_from_this()](const boost::system::error_code& error, int signal) {
          if (error) return;
          self->wait();
          self->callback(signal, ++self->count);
        });
  }

  boost::asio::signal_set signals;
  Callback callback;
  int count = 0;
};

Signals::Signals(boost::asio::io_context& loop, std::vector<int> numbers, Callback callback)
    : state_(std::make_shared<State>(loop, numbers, std::move(callback))) {
  state_->wait();
}

Signals::~Signals() {
  boost::system::error_code ignored;
  std::ignore = state_->signals.cancel(ignored);
}

}  // namespace muster::net
