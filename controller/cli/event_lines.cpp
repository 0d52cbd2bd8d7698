#include "controller/cli/event_lines.hpp"

#include "controller/cli/phrases.hpp"
#include "diff/plan_words.hpp"

#include <nlohmann/json.hpp>

namespace muster::cli {
namespace {

std::string line_of(const nlohmann::ordered_json& object) {
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string name_of(const ResourceKey& key) {
  return key.kind == Kind::project && key.name.empty() ? "Project" : to_string(key);
}

}  // namespace

std::string event_line(const StatusEvent& event, LogFormat format) {
  const std::string severity(to_string(event.severity));
  if (format == LogFormat::json)
    return line_of({{"time", format_timestamp(event.at)},
                    {"type", "event"},
                    {"severity", severity},
                    {"resource", name_of(event.key)},
                    {"reason", event.reason},
                    {"message", event.message},
                    {"revision", event.revision},
                    {"cycle", event.cycle}});
  return format_timestamp(event.at) + " " + severity + " " + printable(name_of(event.key)) + " " +
         event.reason + ": " + printable(event.message) + "\n";
}

std::string step_line(const Event& event, Timestamp at, const std::string& cycle,
                      LogFormat format) {
  using Type = Event::Type;
  const bool worth_a_line = event.type == Type::call_sent || event.type == Type::step_done ||
                            event.type == Type::step_failed ||
                            event.type == Type::step_interrupted || event.type == Type::notice;
  if (!worth_a_line) return {};
  if (format == LogFormat::json)
    return line_of({{"time", format_timestamp(at)},
                    {"type", "step"},
                    {"event", to_string(event.type)},
                    {"resource", to_string(event.resource)},
                    {"operation", event.operation},
                    {"message", event.message},
                    {"cycle", cycle}});
  return format_timestamp(at) + " " + printable(event_line(event)) + "\n";
}

}  // namespace muster::cli
