#pragma once

#include "api/net/clock.hpp"
#include "controller/cli/options.hpp"
#include "controller/execute/events.hpp"
#include "diff/plan.hpp"

#include <memory>

namespace muster::cli {

/// A watcher that may also want to move while nothing happens.
class Progress : public EventSink {
 public:
  /// What is about to be run. The plan outlives the watcher's last event.
  virtual void on_plan(const Plan&) {}
  /// Called several times a second.
  virtual void tick() {}
};

/// How a run is watched: a live view on a terminal, one line an event otherwise, NDJSON with -o
/// json, and nothing but failures with --quiet. The clock outlives it.
std::unique_ptr<Progress> make_progress(const CommonOptions& common, const net::Clock& clock);

}  // namespace muster::cli
