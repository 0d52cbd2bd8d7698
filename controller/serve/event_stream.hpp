#pragma once

#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/task.hpp"
#include "controller/reconcile/control.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// How long a stream may be silent: so that proxies keep it open, and that clients which went away
/// are noticed.
inline constexpr Duration stream_silence_max = std::chrono::seconds(15);

/// What happens, as server-sent events: "event" for each StatusEvent, with its document and an id
/// to go on from; "change" when the status is another one, with its version; "missed" when events
/// after the one to go on from are no longer held, with their number.
class EventStream {
 public:
  /// Begins after event `since`. Clock and control outlive it.
  EventStream(net::Clock& clock, DaemonControl& control, std::uint64_t since);

  /// Waits for something to tell; a comment after a while without. Nothing when the context is
  /// stopped.
  Task<std::optional<std::string>> next(net::Context context);

 private:
  std::string take_new();

  net::Clock& clock_;
  DaemonControl& control_;
  std::uint64_t told_;
  std::uint64_t version_ = 0;  // told last
  bool begun_ = false;
};

/// The event that a client has seen last, from its Last-Event-ID: 0 if the daemon was started
/// since, empty if it is no id of such a stream.
std::optional<std::uint64_t> event_seen(std::string_view id, Timestamp started_at);

}  // namespace muster
