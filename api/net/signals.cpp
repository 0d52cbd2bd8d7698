#include "api/net/signals.hpp"

#include <csignal>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace muster::net {

struct InterruptSignals::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& loop, Callback on_signal)
      : signals(loop, SIGINT, SIGTERM), callback(std::move(on_signal)) {}

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

InterruptSignals::InterruptSignals(boost::asio::io_context& loop, Callback callback)
    : state_(std::make_shared<State>(loop, std::move(callback))) {
  state_->wait();
}

InterruptSignals::~InterruptSignals() {
  boost::system::error_code ignored;
  state_->signals.cancel(ignored);
}

}  // namespace muster::net
