#pragma once

#include "diff/live_index.hpp"
#include "diff/plan.hpp"
#include "model/resource.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

// What is to be known and said of operations that are asked for by hand.

/// Whether the state of a machine allows it (inferred from the upstream's rules).
struct StateVerdict {
  std::string problem;        // a sentence with what to do; empty: it does
  std::string nothing_to_do;  // a sentence: it is so already
};
StateVerdict judge_state(const Operation& operation, const LiveVirtualMachine& machine);

/// The same for other things; empty: their state allows it.
std::string problem_of(const Operation& operation, const LiveThing& thing, const LiveIndex& live);

/// Of what a creating operation makes.
Kind kind_made(const Operation& operation);
Action action_of(const Operation& operation);
/// "powerState: Active -> Stopped"; empty for operations that leave it.
std::optional<FieldChange> power_change(const Operation& operation, const LiveThing& thing);

/// What is lost for good; empty: nothing.
std::string loss_of(const Operation& operation, const LiveThing& thing, const LiveIndex& live);
/// What else is to be known before.
std::vector<std::string> warnings_of(const Operation& operation);

/// What the next plan makes of it, for a thing that is managed.
std::string note_of_management(const Operation& operation, const RecordedResource& record,
                               const Resource* manifest);

/// "main.yaml:12"
std::string place_of(const Position& position);

}  // namespace muster
