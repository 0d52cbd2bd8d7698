#include "api/net/blocking_pool.hpp"

#include <exception>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace muster::net {
namespace asio = boost::asio;

struct BlockingPool::Impl {
  explicit Impl(std::size_t threads) : pool(threads) {}
  asio::thread_pool pool;
};

BlockingPool::BlockingPool(std::size_t threads)
    : impl_(threads == 0 ? nullptr : std::make_unique<Impl>(threads)) {}

BlockingPool::~BlockingPool() {
  if (impl_) impl_->pool.join();
}

Task<void> BlockingPool::run_erased(std::function<void()> work) {
  if (!impl_) {
    work();
    co_return;
  }
  auto executor = co_await asio::this_coro::executor;
  auto* pool = &impl_->pool;
  std::exception_ptr failure;
  // No cancellation slot is looked at: the thread uses the caller's frame until it is done.
  auto start = [&](asio::any_completion_handler<void()> handler) {
    auto guard = asio::make_work_guard(executor);
    asio::post(*pool,
               [&work, &failure, guard = std::move(guard), handler = std::move(handler)]() mutable {
                 try {
                   work();
                 } catch (...) {
                   failure = std::current_exception();
                 }
                 asio::post(guard.get_executor(), std::move(handler));
               });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace muster::net
