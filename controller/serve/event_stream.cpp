#include "controller/serve/event_stream.hpp"

#include "controller/serve/status_documents.hpp"

#include <charconv>

namespace muster {
namespace {

constexpr const char* reconnect_after_ms = "3000";

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Numbers begin anew with the daemon, so that an id has to say of which one it is.
std::string id_of(std::uint64_t number, Timestamp started_at) {
  return std::to_string(started_at.time_since_epoch().count()) + "-" + std::to_string(number);
}

/// JSON has no line ends of its own, so that one data line holds it.
std::string message(const std::string& name, const Value& data) {
  return "event: " + name + "\ndata: " + to_json(data) + "\n\n";
}

}  // namespace

std::optional<std::uint64_t> event_seen(std::string_view id, Timestamp started_at) {
  const auto dash = id.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto start = read_number(id.substr(0, dash));
  const auto number = read_number(id.substr(dash + 1));
  if (!start || !number || *number < 0) return std::nullopt;
  if (*start != started_at.time_since_epoch().count()) return 0;
  return static_cast<std::uint64_t>(*number);
}

EventStream::EventStream(net::Clock& clock, DaemonControl& control, std::uint64_t since)
    : clock_(clock), control_(control), told_(since) {}

std::string EventStream::take_new() {
  const auto& status = control_.status();
  std::string text;
  if (!begun_) text = std::string("retry: ") + reconnect_after_ms + "\n\n";
  const auto& events = status.events;
  if (!events.empty() && events.front().number > told_ + 1) {
    const auto missed = static_cast<std::int64_t>(events.front().number - told_ - 1);
    text += message("missed", Value::Map{{"count", missed}});
  }
  for (const auto& event : events) {
    if (event.number <= told_) continue;
    told_ = event.number;
    text += "id: " + id_of(told_, status.started_at) + "\n" +
            message("event", event_document(status, event));
  }
  if (!begun_ || version_ != status.version)
    text += message("change", Value::Map{{"version", static_cast<std::int64_t>(status.version)}});
  version_ = status.version;
  begun_ = true;
  return text;
}

Task<std::optional<std::string>> EventStream::next(net::Context context) {
  auto text = take_new();
  if (!text.empty()) co_return text;
  if (context.stop_requested()) co_return std::nullopt;
  const auto within = context.within(clock_, stream_silence_max);
  co_await control_.wait_for_change(within, version_);
  text = take_new();
  if (!text.empty()) co_return text;
  if (context.stop_requested()) co_return std::nullopt;
  co_return ": still here\n\n";
}

}  // namespace muster
