#pragma once

#include "controller/execute/perform.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// One step under way: what the ways of performing it have in common.
class StepRun {
 public:
  StepRun(RunState& run, std::size_t index)
      : run_(run), index_(index), step_(run.plan.steps[index]), started_(run.world.clock.now()) {}

  Task<StepResult> perform(net::Context context);

 private:
  // What is known of the thing that a create was to make. `definite`: without doubt nothing.
  struct Made {
    Result<RemoteId> id;
    bool definite = true;
  };

  Task<StepResult> record_only(net::Context context);

  // Creating: perform_create.cpp
  Task<StepResult> create(net::Context context);
  Task<Result<void>> await_source(net::Context context);
  Task<Made> make(net::Context context);
  Task<Result<std::optional<RemoteId>>> look_up(net::Context context, std::string name);
  bool waits_for_new_key(const Error& error) const;

  // Waiting for GPUs: wait_for_gpus.cpp
  /// After a refusal for want of them: whether to ask again now. Errors: cancelled.
  Task<Result<bool>> wait_for_gpus(net::Context context);
  Duration pause_before_asking();
  Error without_luck(Error error) const;

  // Changing and deleting: perform_change.cpp
  Task<StepResult> change(net::Context context);
  Task<Result<void>> be_ready(net::Context context, Sight& sight);
  Task<Result<void>> call_until_definite(net::Context context);
  Task<Result<bool>> took_effect(net::Context context, Error error);
  Task<Result<Sight>> see(net::Context context);
  Task<StepResult> finish_change(net::Context context, std::int64_t intent);

  Task<Result<void>> check_precondition(net::Context context);
  Intent intent() const;
  Task<Result<std::int64_t>> begin(net::Context context);
  Task<Result<void>> close(std::int64_t intent, Outcome outcome, std::optional<RemoteId> id,
                           std::string detail);
  Task<Result<void>> settle(net::Context context);
  Task<Result<void>> wait_for(net::Context context, Wait wait);
  Duration deadline() const;
  /// The step's own time, which waiting for GPUs does not use up.
  net::Context from_now_on(net::Context context) const;
  /// What the members that are left out failed with.
  Errc why_left_out() const;
  /// Writes that nothing came of the intent.
  Task<StepResult> give_up(std::int64_t intent, Error error);

  StepResult failure(Error error) const;
  void tell(Event::Type type, std::string message) const;
  bool acts_on_machine() const;

  RunState& run_;
  const std::size_t index_;
  const Step& step_;
  const net::TimePoint started_;
  Resolved ids_;
  const std::shared_ptr<net::CallTrace> trace_ = std::make_shared<net::CallTrace>();
  std::size_t left_out_ = 0;
  std::optional<net::TimePoint> gpus_until_;  // no longer than that
  int gpu_refusals_ = 0;
};

}  // namespace muster
