#pragma once

#include "api/net/task.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

namespace muster::net {

/// A few threads for work that blocks (fsync, git, large parses), so that the loop does not.
class BlockingPool {
 public:
  /// With 0 threads work runs on the loop itself: for simulations, where nothing may really run
  /// beside it.
  explicit BlockingPool(std::size_t threads);
  /// Waits for the work that has been started.
  ~BlockingPool();
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  /// Runs `work()` on a pool thread and returns its value to the calling loop; its exception comes
  /// out here. Cannot be cancelled: what `work` refers to is safe in the caller's frame.
  template <class F>
  Task<std::invoke_result_t<F>> run(F work) {
    using T = std::invoke_result_t<F>;
    if constexpr (std::is_void_v<T>) {
      co_await run_erased(std::function<void()>([&work] { work(); }));
    } else {
      std::optional<T> value;
      co_await run_erased(std::function<void()>([&work, &value] { value.emplace(work()); }));
      co_return *std::move(value);
    }
  }

 private:
  Task<void> run_erased(std::function<void()> work);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::net
