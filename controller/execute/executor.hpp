#pragma once

#include "api/client.hpp"
#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "controller/execute/events.hpp"
#include "controller/execute/report.hpp"
#include "controller/ledger/ledger.hpp"
#include "diff/plan.hpp"

#include <cstddef>

namespace muster {

/// All that a run touches. The references outlive the run.
struct World {
  api::Client& client;
  Ledger& ledger;
  Lease lease;  // in force; renewed while the run lasts
  net::Clock& clock;
  EventSink& events;
};

struct ExecuteOptions {
  /// Steps at work at once; those that only wait for the account do not count. 1 or less: one step
  /// after the other, waits included.
  std::size_t parallelism = 16;
  Duration poll_interval = std::chrono::seconds(2);
  Duration lease_ttl = std::chrono::minutes(1);
  /// Whether a step ends when the account shows its result, or when its call was accepted. What is
  /// not waited for stays open in the ledger, for the next run to look at.
  bool wait = true;
  net::Random* random = nullptr;  // spreads those who wait for GPUs; null: nobody is spread
};

/// Performs the plan, step by step along its graph, and nothing else. Independent branches go on
/// after a failure; an error that spoils everything, a lost lease or a requested stop keeps further
/// steps from starting. Whatever happened is in the ledger when it returns. `plan` outlives the
/// task. Errors are in the report.
Task<Report> execute(net::Context context, const Plan& plan, World world, ExecuteOptions options);

}  // namespace muster
