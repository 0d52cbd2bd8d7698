#pragma once

#include "diff/step.hpp"
#include "diff/stock.hpp"
#include "model/diagnostic.hpp"
#include "model/world.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What users see happening to a resource: a grouping of its steps.
enum class Action {
  no_op,
  create,
  update,
  remove,
  replace,
  replace_create_first,
  adopt,
  forget,
  hibernate,
  restore
};

template <>
inline constexpr auto enum_names<Action> = std::to_array<std::pair<Action, std::string_view>>(
    {{Action::no_op, "no-op"},
     {Action::create, "create"},
     {Action::update, "update"},
     {Action::remove, "delete"},
     {Action::replace, "replace"},
     {Action::replace_create_first, "replace-create-first"},
     {Action::adopt, "adopt"},
     {Action::forget, "forget"},
     {Action::hibernate, "hibernate"},
     {Action::restore, "restore"}});

/// "+", "~", "-", "-/+", "+/-", ">", "z", "Z".
std::string_view symbol(Action action);

/// One field that differs.
struct FieldChange {
  std::string path;
  Value before;
  Value after;
  bool after_unknown = false;
  bool sensitive = false;
  bool forces_replacement = false;
  bool drift = false;
  bool operator==(const FieldChange&) const = default;
};

struct ResourceChange {
  ResourceKey key;
  Action action = Action::no_op;
  std::string reason;  // why this action: "the manifest was removed"
  std::vector<FieldChange> fields;
  std::vector<std::size_t> steps;     // of Plan::steps
  std::size_t leftovers = 0;          // earlier things of the key that are deleted too
  std::vector<std::string> warnings;  // data loss, a machine that is stopped meanwhile, ...
  std::optional<CostChange> cost;     // of the resource; empty: not billed, or no prices
  Value before;                       // whole specs, for JSON; null when there is none
  Value after;
  Position position;  // of the manifest; line 0 when there is none
};

/// An object the plan relies on, as it was seen.
struct Observation {
  Kind kind = Kind::project;
  RemoteId id;
  std::string name;
  std::string digest;  // of what matters to plans, not of addresses or times
  Value seen;          // what the digest is of; holds no secrets
  bool operator==(const Observation&) const = default;
};

/// What the ledger said of a resource that the plan acts on.
struct RecordSeen {
  ResourceKey key;
  std::string digest;  // "": nothing was recorded
  bool operator==(const RecordSeen&) const = default;
};

/// The program that apply runs.
struct Plan {
  std::vector<Step> steps;              // in an order that respects needs and after
  std::vector<ResourceChange> changes;  // sorted by key; no_op ones are left out
  std::vector<ResourceChange>
      drift;  // what moved in the account, healed by this plan or only reported
  std::vector<Observation> observations;  // sorted by kind and id
  std::vector<RecordSeen> records;        // sorted by key
  std::vector<std::string> notes;  // "SnapshotSchedule/nightly is valid but not acted on yet"
  std::optional<PlanCost> cost;    // empty: without prices
  std::string override_reason;     // why a budget that it breaks does not count; empty: it does
  std::optional<PlanStock> stock;  // empty: it neither takes nor gives up GPUs
  std::optional<Runway> runway;    // empty: without prices or balance
  std::size_t calls = 0;           // API calls the steps make, waits not counted
  Duration expected{0};            // along the critical path
  std::vector<std::size_t> critical_path;  // steps, first to last
  Timestamp observed_at{};
  std::string hash;  // of everything above but the time: same inputs, same hash

  bool empty() const { return steps.empty(); }
};

struct PlanCounts {
  std::size_t add = 0, change = 0, destroy = 0, adopt = 0, forget = 0;
};
/// A replacement counts as one added and one destroyed, a leftover of an earlier one as destroyed.
PlanCounts count(const Plan& plan);

}  // namespace muster
