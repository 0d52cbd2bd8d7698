#pragma once

#include "model/key.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// Something a watcher of a run may want to show. Nothing secret is in it.
struct Event {
  enum class Type {
    run_started,
    step_started,  // its turn has come: targets are resolved, the world is checked
    call_sent,     // the intent is durable and the call goes out
    waiting,       // the call was accepted; `message` is what the account shows now
    step_done,
    step_failed,       // also stalled; `message` says why
    step_interrupted,  // the run was stopped before it ended; the next run goes on with it
    step_skipped,      // `message` names the step it needed
    notice,  // `message` is worth a line of its own: a lookup after a lost answer, a retry
    run_finished,
  };

  Type type = Type::notice;
  std::optional<std::size_t> step;  // index in Plan::steps; empty for the run as a whole
  std::size_t ended = 0;            // steps that have ended so far
  std::size_t total = 0;            // steps of the plan
  ResourceKey resource;
  std::string operation;  // for people: "attach 2 volumes"
  Duration elapsed{0};    // since the step, or the run, started
  Duration expected{0};   // usual length of the step, or of the plan's critical path
  std::string message;
};

/// Stable word for JSON: "step_started".
std::string_view to_string(Event::Type type);

/// Where events go. Must be quick: it runs on the loop.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const Event& event) = 0;
};

}  // namespace muster
