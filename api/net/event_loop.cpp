#include "api/net/event_loop.hpp"

#include "api/net/signals.hpp"

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace muster::net {

struct EventLoop::Impl {
  // The hint 1 tells Asio that one thread runs the loop.
  boost::asio::io_context context{1};
  std::unique_ptr<InterruptSignals> signals;
};

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {}
EventLoop::~EventLoop() = default;

void EventLoop::run_to_end(Task<void> root) {
  auto& context = impl_->context;
  std::exception_ptr failure;
  bool ended = false;
  boost::asio::co_spawn(context, std::move(root), [&](std::exception_ptr error) {
    failure = std::move(error);
    ended = true;
    context.stop();
  });
  context.restart();
  context.run();
  MUSTER_ASSERT(ended, "the root task waits for something that can never happen");
  if (failure) std::rethrow_exception(failure);
}

void EventLoop::on_interrupt(InterruptCallback callback) {
  impl_->signals.reset();
  impl_->signals = std::make_unique<InterruptSignals>(impl_->context, std::move(callback));
}

boost::asio::io_context& EventLoop::io_context() {
  return impl_->context;
}

}  // namespace muster::net
