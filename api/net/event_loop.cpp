#include "api/net/event_loop.hpp"

#include "api/net/signals.hpp"

#include <csignal>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace muster::net {

struct EventLoop::Impl {
  // The hint 1 tells Asio that one thread runs the loop.
  boost::asio::io_context context{1};
  std::unique_ptr<Signals> interrupts;
  std::unique_ptr<Signals> hangups;
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
  impl_->interrupts.reset();
  impl_->interrupts = std::make_unique<Signals>(impl_->context, std::vector<int>{SIGINT, SIGTERM},
                                                std::move(callback));
}

void EventLoop::on_hangup(std::function<void()> callback) {
  impl_->hangups.reset();
  impl_->hangups =
      std::make_unique<Signals>(impl_->context, std::vector<int>{SIGHUP},
                                [callback = std::move(callback)](int, int) { callback(); });
}

boost::asio::io_context& EventLoop::io_context() {
  return impl_->context;
}

}  // namespace muster::net
