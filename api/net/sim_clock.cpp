#include "api/net/sim_clock.hpp"

#include <algorithm>
#include <exception>
#include <map>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace muster::net {
namespace asio = boost::asio;

struct SimClock::Impl {
  using Handler = asio::any_completion_handler<void(boost::system::error_code)>;
  /// Deadline, then order of arrival: ties are broken the same way in every run.
  using Key = std::pair<TimePoint, std::uint64_t>;

  explicit Impl(Timestamp start) : epoch(start) {}

  void arm(TimePoint due, Handler handler) {
    const Key key{due, next_id++};
    auto slot = asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) {
      slot.assign([this, key](asio::cancellation_type) {
        auto node = waiting.extract(key);
        if (!node.empty()) complete(std::move(node.mapped()), asio::error::operation_aborted);
      });
    }
    waiting.emplace(key, std::move(handler));
  }

  /// Posted, never inline, so that a sleeper resumes with the stack of the loop and not of its
  /// waker.
  void complete(Handler handler, boost::system::error_code error) {
    asio::get_associated_cancellation_slot(handler).clear();
    asio::post(context,
               [handler = std::move(handler), error]() mutable { std::move(handler)(error); });
  }

  void run_ready() {
    context.restart();
    while (context.poll() > 0) {
    }
  }

  /// False when nobody sleeps, or nobody wakes before `until`.
  bool advance(TimePoint until) {
    if (waiting.empty() || waiting.begin()->first.first > until) return false;
    auto node = waiting.extract(waiting.begin());
    now = std::max(now, node.key().first);
    complete(std::move(node.mapped()), {});
    return true;
  }

  const Timestamp epoch;
  TimePoint now{};
  std::uint64_t next_id = 0;
  asio::io_context context{1};
  // After the context: freeing a sleeper posts the unwinding of its coroutine there.
  std::map<Key, Handler> waiting;
};

SimClock::SimClock(Timestamp epoch) : impl_(std::make_unique<Impl>(epoch)) {}
SimClock::~SimClock() = default;

TimePoint SimClock::now() const {
  return impl_->now;
}

Timestamp SimClock::wall_now() const {
  return impl_->epoch + impl_->now.time_since_epoch();
}

Task<void> SimClock::sleep_until(TimePoint due) {
  Impl* impl = impl_.get();
  return asio::async_initiate<const asio::use_awaitable_t<>, void(boost::system::error_code)>(
      [impl, due](auto handler) { impl->arm(due, std::move(handler)); }, asio::use_awaitable);
}

bool SimClock::run_to_end(Task<void> root, Duration limit) {
  struct Outcome {
    bool ended = false;
    std::exception_ptr failure;
  };
  auto outcome = std::make_shared<Outcome>();
  const TimePoint until = impl_->now + limit;
  asio::co_spawn(impl_->context, std::move(root), [outcome](std::exception_ptr failure) {
    outcome->ended = true;
    outcome->failure = std::move(failure);
  });
  impl_->run_ready();
  while (!outcome->ended && impl_->advance(until)) impl_->run_ready();
  if (outcome->failure) std::rethrow_exception(outcome->failure);
  return outcome->ended;
}

}  // namespace muster::net
