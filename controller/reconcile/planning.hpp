#pragma once

#include "api/client.hpp"
#include "api/net/clock.hpp"
#include "controller/schedule/schedules.hpp"
#include "diff/drift.hpp"
#include "diff/planner.hpp"
#include "model/resource.hpp"
#include "model/world.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace muster {

/// The kinds that a plan for this project has to look at: what is wanted or owned, and what
/// those refer to.
std::set<Kind> kinds_to_observe(const DesiredState& desired, const RecordedState& recorded);

/// Reads the lists of these kinds, and of those that may stand in the way of changing them, and
/// what is recorded and missing there (with_unlisted). `recorded` outlives the task.
Task<Result<LiveState>> observe_for(net::Context context, api::Client& client, net::Clock& clock,
                                    const RecordedState& recorded, std::set<Kind> kinds);

/// The same with prices, balance and (with machines among the kinds) GPU stock, and with everything
/// that is billed: the cost of an account includes what others own. Without kinds nothing is read.
/// `last`, if any, is an earlier look by the same client: what is as it was is not read again. All
/// that is referred to outlives the task.
Task<Result<LiveState>> observe_with_market(net::Context context, api::Client& client,
                                            net::Clock& clock, const DesiredState& desired,
                                            const RecordedState& recorded, std::set<Kind> kinds,
                                            const LiveState* last = nullptr);

/// Whether what is recorded may be compared with the account behind the endpoint. Errors: denied.
Result<void> check_endpoint(const RecordedState& recorded, const std::string& endpoint);

/// Snapshots of schedules and nothing else.
struct SnapshotScope {
  std::set<std::string> schedules;  // empty: of all of them
  std::set<ResourceKey> without;
};

/// What schedules go by beside the account.
struct ScheduleInputs {
  ScheduleFacts facts;
  ScheduleMode mode = ScheduleMode::keep;
  /// All that is planned for; without it everything.
  std::optional<SnapshotScope> only = {};
  /// Left as they are where schedules want them: what nobody wrote down cannot be excluded before.
  std::vector<ResourceKey> not_now = {};
};

/// A plan and all that it was made from.
struct Situation {
  LiveState live;
  RecordedState recorded;  // with what an interrupted run left open, where the account shows it
  /// What schedules, leases and holds make of the manifests; empty where time has no say.
  std::optional<DesiredState> timed;
  std::vector<ScheduleNote> notes;   // as in Scheduled
  std::optional<Timestamp> wake_at;  // likewise
  PlanOptions options;               // with what schedules add to them
  Planned planned;

  /// What is planned for.
  const DesiredState& wanted(const DesiredState& manifests) const {
    return timed ? *timed : manifests;
  }
};

/// The plan for a situation that has all but that; empty if it has to be made.
using KnownPlan = std::function<std::optional<Planned>(const Situation& found)>;

/// Plans for what was observed: `found` has the live and the recorded state and the options.
Task<Result<Situation>> plan_for(net::Context context, api::Client& client, net::Clock& clock,
                                 const DesiredState& desired, Situation found,
                                 ScheduleInputs schedules, KnownPlan known = {});

/// The same as plan_against_account, for whoever acts on more than the plan.
Task<Result<Situation>> look_and_plan(net::Context context, api::Client& client, net::Clock& clock,
                                      const DesiredState& desired, RecordedState recorded,
                                      PlanOptions options, ScheduleInputs schedules);

/// Observes and plans: one paged list call a kind, nothing is changed. What an interrupted run left
/// open counts as owned where the account shows it. Errors: those of the client, denied (the record
/// is of another endpoint).
Task<Result<Planned>> plan_against_account(net::Context context, api::Client& client,
                                           net::Clock& clock, const DesiredState& desired,
                                           const RecordedState& recorded, PlanOptions options);

/// Observes what is owned and compares it with what was last applied: list calls only, and none
/// when nothing is owned. Of the desired state only lifecycle.ignore counts.
Task<Result<Drift>> drift_against_account(net::Context context, api::Client& client,
                                          net::Clock& clock, const DesiredState& desired,
                                          const RecordedState& recorded, SecretKey secrets);

}  // namespace muster
