#include "api/net/service_notify.hpp"

#include "api/net/event.hpp"
#include "api/net/proxy.hpp"
#include "api/net/timeout.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

namespace muster::net {
namespace {

/// Set and not empty.
std::optional<std::string> variable(const std::string& name) {
  auto value = process_environment(name);
  if (value && value->empty()) value.reset();
  return value;
}

std::optional<long> read_number(std::string_view text) {
  long number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

/// A status of several lines would be several assignments.
std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

}  // namespace

ServiceNotify ServiceNotify::from_environment() {
  return ServiceNotify(variable("NOTIFY_SOCKET").value_or(""));
}

void ServiceNotify::ready(const std::string& status) const {
  send("READY=1\nSTATUS=" + one_line(status));
}

void ServiceNotify::reloading() const {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);  // the manager's clock, whatever ours is
  const auto microseconds = now.tv_sec * 1'000'000L + now.tv_nsec / 1000;
  send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void ServiceNotify::stopping(const std::string& status) const {
  send("STOPPING=1\nSTATUS=" + one_line(status));
}

void ServiceNotify::status(const std::string& text) const {
  send("STATUS=" + one_line(text));
}

void ServiceNotify::watchdog() const {
  send("WATCHDOG=1");
}

void ServiceNotify::send(const std::string& assignments) const {
  sockaddr_un address{};
  const bool is_address = socket_.starts_with('/') || socket_.starts_with('@');
  if (!is_address || socket_.size() >= sizeof(address.sun_path)) return;
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  const auto* where = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  static_cast<void>(
      ::sendto(descriptor, assignments.data(), assignments.size(), MSG_NOSIGNAL, where, length));
  ::close(descriptor);
}

std::optional<Duration> watchdog_interval(const std::optional<std::string>& microseconds,
                                          const std::optional<std::string>& wanted_process,
                                          long process) {
  if (!microseconds) return std::nullopt;
  if (wanted_process && read_number(*wanted_process) != process) return std::nullopt;
  const auto wanted = read_number(*microseconds);
  if (!wanted || *wanted <= 0) return std::nullopt;
  return std::chrono::ceil<Duration>(std::chrono::microseconds(*wanted));
}

std::optional<Duration> watchdog_interval() {
  return watchdog_interval(variable("WATCHDOG_USEC"), variable("WATCHDOG_PID"), ::getpid());
}

Task<void> watch_over(Context context, Clock& clock, ServiceNotify notify, Duration interval,
                      std::function<Result<void>()> is_well) {
  Event stopped;
  const StopListener listener(context, [&stopped] { stopped.notify(); });
  const Duration pause = std::max(interval / 2, Duration(1));
  while (!context.stop_requested()) {
    const auto well = is_well();
    if (well)
      notify.watchdog();
    else
      notify.status("not well: " + well.error().text());
    co_await ends_within(clock, stopped.wait(), pause);
  }
}

}  // namespace muster::net
