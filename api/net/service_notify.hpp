#pragma once

#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/task.hpp"
#include "model/result.hpp"

#include <functional>
#include <optional>
#include <string>

namespace muster::net {

/// Tells the service manager how this process is doing: the datagrams of sd_notify(3). Does nothing
/// when no manager asked for them. A datagram that cannot be sent is lost: the manager then goes by
/// its own time limits.
class ServiceNotify {
 public:
  /// `socket`: a path, or "@NAME" in the abstract namespace; empty for none.
  explicit ServiceNotify(std::string socket) : socket_(std::move(socket)) {}
  /// From NOTIFY_SOCKET.
  static ServiceNotify from_environment();

  bool is_wanted() const { return !socket_.empty(); }

  /// The service does its work from now on. `status` is one line for `systemctl status`.
  void ready(const std::string& status) const;
  void reloading() const;
  void stopping(const std::string& status) const;
  void status(const std::string& text) const;
  void watchdog() const;

 private:
  void send(const std::string& assignments) const;

  std::string socket_;
};

/// How often the manager wants to hear of this process: from WATCHDOG_USEC, unless WATCHDOG_PID is
/// another process. Empty when it does not care.
std::optional<Duration> watchdog_interval();
/// The same from the variables' values; `process` is this one's id.
std::optional<Duration> watchdog_interval(const std::optional<std::string>& microseconds,
                                          const std::optional<std::string>& wanted_process,
                                          long process);

/// Pings the manager twice in each `interval`, as long as `is_well` holds, until the context is
/// stopped. When it does not hold nothing is sent, so that the manager restarts the service unless
/// it recovers within the interval. The clock outlives the task.
Task<void> watch_over(Context context, Clock& clock, ServiceNotify notify, Duration interval,
                      std::function<Result<void>()> is_well);

}  // namespace muster::net
