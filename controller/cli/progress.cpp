#include "controller/cli/progress.hpp"

#include "controller/cli/console.hpp"
#include "controller/cli/live_progress.hpp"
#include "controller/cli/phrases.hpp"

#include <nlohmann/json.hpp>

namespace muster::cli {
namespace {

bool is_failure(Event::Type type) {
  return type == Event::Type::step_failed || type == Event::Type::step_skipped;
}

class LineProgress final : public Progress {
 public:
  explicit LineProgress(bool quiet) : quiet_(quiet) {}

  void on_event(const Event& event) override {
    if (quiet_ && !is_failure(event.type)) return;
    if (event.type == Event::Type::waiting || event.type == Event::Type::call_sent) return;
    // What makes no call ends at once.
    if (event.type == Event::Type::step_started && event.expected.count() == 0) return;
    print(event_line(event) + "\n");
  }

 private:
  bool quiet_;
};

class JsonProgress final : public Progress {
 public:
  void on_event(const Event& event) override {
    nlohmann::ordered_json line = {{"type", to_string(event.type)}};
    if (event.step) {
      line["step"] = *event.step;
      line["address"] = to_string(event.resource);
      line["operation"] = event.operation;
    }
    line["ended"] = event.ended;
    line["total"] = event.total;
    line["elapsed_ms"] = event.elapsed.count();
    line["expected_ms"] = event.expected.count();
    if (!event.message.empty()) line["message"] = event.message;
    print(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  }
};

}  // namespace

std::unique_ptr<Progress> make_progress(const CommonOptions& common, const net::Clock& clock) {
  if (common.format == Format::json) return std::make_unique<JsonProgress>();
  if (common.quiet || !output_is_terminal()) return std::make_unique<LineProgress>(common.quiet);
  return std::make_unique<LiveProgress>(common.color, clock);
}

}  // namespace muster::cli
