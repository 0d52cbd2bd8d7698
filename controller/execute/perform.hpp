#pragma once

#include "controller/execute/run_state.hpp"

namespace muster {

struct StepResult {
  StepStatus status = StepStatus::done;
  std::optional<Error> error;
};

/// Carries out one step of the run's plan: checks that the world is as the plan saw it, writes the
/// intent, calls, finds out what a lost answer did, writes the outcome, and waits until the account
/// shows the result. The run outlives the task.
Task<StepResult> perform(net::Context context, RunState& run, std::size_t index);

}  // namespace muster
