#pragma once

#include "controller/execute/executor.hpp"
#include "controller/reconcile/planning.hpp"
#include "diff/planner.hpp"

#include <functional>
#include <optional>
#include <string>

namespace muster {

struct CycleOptions {
  PlanOptions plan;
  ExecuteOptions execute;
  /// The plan somebody said yes to: another one is refused with `stale`.
  std::optional<std::string> approved_hash;
  /// A plan made earlier, to be performed as it is: refused with `stale`, naming what moved, if the
  /// account or the record is not what it rests on. Outlives the task.
  const Plan* saved = nullptr;
  ScheduleInputs schedules = {};
  std::string revision = {};  // of the manifests, for the ledger; empty: not told
  /// Sees the plan before its first call.
  std::function<void(const Planned&)> on_plan;
};

struct Cycle {
  Planned planned;
  Report report;  // empty when the plan has errors or nothing to do
};

/// Performs a plan that was made just now and that may be performed: writes down what it stands
/// for, then executes it. Needs the lease in `world`; `plan` outlives the task. Errors: those of
/// the ledger.
Task<Result<Report>> perform(net::Context context, World world, const RecordedState& recorded,
                             const Plan& plan, const std::string& revision, ExecuteOptions options);

/// The whole of an apply: settle what an interrupted run left open, observe, plan, execute. Needs
/// the lease in `world`. The desired state outlives the task. Errors: those of the client and the
/// ledger, stale.
Task<Result<Cycle>> run_cycle(net::Context context, World world, const DesiredState& desired,
                              CycleOptions options);

}  // namespace muster
