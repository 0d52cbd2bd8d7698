#pragma once

#include "api/sandbox/options.hpp"
#include "controller/simulate/simulated.hpp"
#include "model/kinds/project.hpp"
#include "model/resource.hpp"
#include "model/result.hpp"

namespace muster {

struct SimulationOptions {
  Timestamp from{};
  Timestamp to{};
  TimeZone zone;
  /// Prepaid, in hundredths of the currency; empty: as much as is needed.
  std::optional<std::int64_t> credit_cents;
  std::string currency = "USD";
  std::vector<sandbox::StockLevel> stock;  // empty: unlimited
};

/// Runs the project's schedules, leases and snapshots on a virtual clock against a sandbox in this
/// process, beginning with an account that is as the manifests and schedules have it at `from`: the
/// daemon's planner and executor, with a look at every instant at which time changes anything.
/// Deterministic. Errors: invalid_input (the project cannot be made in the sandbox at all),
/// internal.
Result<Simulated> simulate(const DesiredState& desired, const ProjectSpec& project,
                           const SimulationOptions& options);

}  // namespace muster
