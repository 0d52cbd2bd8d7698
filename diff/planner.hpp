#pragma once

#include "diff/plan.hpp"
#include "model/resource.hpp"
#include "model/to_value.hpp"
#include "model/world.hpp"

#include <set>
#include <string>
#include <vector>

namespace muster {

struct PlanOptions {
  bool adopt = false;                // take over things of the same name that exist (apply --adopt)
  bool destroy = false;              // delete everything owned, whatever the manifests say
  std::vector<ResourceKey> targets;  // only these and what they depend on; empty: everything
  std::vector<ResourceKey> excludes;  // not these, nor what depends on them
  std::string override_budget;        // why budgets do not count this time; empty: they do
  bool accept_scarcity = false;       // give up GPUs of which none is left
  SecretKey secrets;                  // of the ledger, for comparing with what it remembers
};

struct Planned {
  Plan plan;
  Diagnostics diagnostics;  // with errors there is no plan
  bool denied = false;      // protection or a lifecycle rule is among the errors
  /// What Budgets say to the plan. With errors it is shown and not performed.
  Diagnostics denials;
  /// GPUs that are not there, or that would not come back. Treated likewise.
  Diagnostics shortages;
  /// Whom those errors and shortages are about that are about a resource: the rest may be possible
  /// without them.
  std::set<ResourceKey> stuck;

  bool may_be_performed() const {
    return !has_errors(diagnostics) && !has_errors(denials) && !has_errors(shortages);
  }
};

/// Three-way comparison of what is wanted, what is there and what muster made. Pure: no I/O, no
/// clock, no exception; the same inputs give the same bytes.
Planned make_plan(const DesiredState& desired, const LiveState& live, const RecordedState& recorded,
                  const PlanOptions& options);

/// What an interrupted run left open, settled by what the account shows now: a thing that carries
/// the name of an open create is ours. Pure; `resolved` are the intents that are answered.
struct IntentResolution {
  RecordedState state;  // with the answered intents folded in
  std::vector<std::pair<OpenIntent, std::optional<RemoteId>>> resolved;  // id: the thing exists
  std::vector<OpenIntent>
      unresolved;  // creates of which nothing is seen: look again before giving up
};
IntentResolution resolve_open_intents(RecordedState recorded, const LiveState& live);

}  // namespace muster
