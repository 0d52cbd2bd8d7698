#include "controller/cli/phrases.hpp"

#include "diff/plan_words.hpp"

namespace muster::cli {

std::string clock_face(Duration duration) {
  const auto tenths = duration.count() / 100;
  if (tenths < 100) return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "s";
  const auto seconds = duration.count() / 1000;
  if (seconds < 60) return std::to_string(seconds) + "s";
  const auto rest = seconds % 60;
  return std::to_string(seconds / 60) + "m" + (rest < 10 ? "0" : "") + std::to_string(rest) + "s";
}

namespace {

std::string worded(const Event& event) {
  const auto count = event.total == 0 ? std::string()
                                      : "[" + std::to_string(event.ended) + "/" +
                                            std::to_string(event.total) + "] ";
  auto what = event.step ? count + to_string(event.resource) + ": " + event.operation : count;
  switch (event.type) {
    case Event::Type::run_started:
      return count + "started, usually " + clock_face(event.expected);
    case Event::Type::step_started:
      return what + " ..." +
             (event.expected.count() > 0 ? " usually " + clock_face(event.expected) : "");
    case Event::Type::call_sent:
      return what + ": call sent";
    case Event::Type::waiting:
      return what + ": " + event.message;
    case Event::Type::step_done:
      return what + ": done in " + clock_face(event.elapsed);
    case Event::Type::step_failed:
      return what + ": FAILED: " + event.message;
    case Event::Type::step_interrupted:
      return what + ": " + event.message;
    case Event::Type::step_skipped:
      return what + ": skipped: " + event.message;
    case Event::Type::notice:
      return (event.step ? what + ": " : count) + event.message;
    case Event::Type::run_finished:
      return count + "finished in " + clock_face(event.elapsed);
  }
  return what;
}

}  // namespace

std::string event_line(const Event& event) {
  return printable(worded(event));
}

}  // namespace muster::cli
