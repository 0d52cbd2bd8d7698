#pragma once

#include "api/net/clock.hpp"
#include "api/net/event.hpp"
#include "controller/reconcile/control.hpp"

#include <string>
#include <vector>

namespace muster {

/// A daemon that shows what the test says, writes down what it is asked, and answers all of it with
/// the same.
class FakeDaemon final : public DaemonControl {
 public:
  explicit FakeDaemon(net::Clock& clock) : clock_(clock) {}

  DaemonStatus shown;
  std::vector<std::string> asked;
  Result<void> outcome;
  std::size_t watchers = 0;  // that began to wait for a change

  void change() {
    ++shown.version;
    changed_.notify_all();
  }
  void tell(const std::string& message);

  const DaemonStatus& status() const override { return shown; }
  Task<void> wait_for_change(net::Context context, std::uint64_t seen) override;
  Task<Result<void>> suspend(ResourceKey key, std::optional<Timestamp> until,
                             std::string reason) override;
  Task<Result<void>> resume(ResourceKey key) override;
  void hint(const std::string& why) override { asked.push_back("hint: " + why); }
  Task<Result<void>> reconcile(net::Context context, bool wait) override;
  Task<Result<void>> approve(std::string plan_hash) override;

 private:
  net::Clock& clock_;
  net::Event changed_;
};

/// A project with a bit of everything, on the first of January 2026.
DaemonStatus busy_status();

}  // namespace muster
