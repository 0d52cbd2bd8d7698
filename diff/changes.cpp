#include "diff/changes.hpp"

#include "diff/drift.hpp"
#include "diff/observation.hpp"
#include "diff/plan_value.hpp"

#include <algorithm>
#include <set>

namespace muster {
namespace {

bool makes_new(const Subject& subject) {
  return subject.action == Action::create || subject.is_replaced();
}

/// Every field of a new thing, with what forced it in place of plain additions.
std::vector<FieldChange> fields_of_new(const Subject& subject) {
  std::vector<FieldChange> fields;
  fields.push_back({.path = "/id", .after_unknown = true});
  if (subject.is_replaced()) fields.front().before = subject.id().text;
  const std::string before = subject.is_replaced() ? name_of(subject.live) : subject.key.name;
  if (subject.account_name != before)
    fields.push_back({.path = "/name", .before = before, .after = subject.account_name});
  for (auto& leaf : leaves(spec_schema(subject.key.kind), subject.wanted)) {
    const auto* difference = subject.difference(leaf.path);
    if (difference != nullptr)
      fields.push_back(difference->change);
    else if (subject.action == Action::create)
      fields.push_back(
          {.path = leaf.path, .after = std::move(leaf.value), .sensitive = leaf.sensitive});
  }
  return fields;
}

std::vector<FieldChange> fields_of(const Subject& subject) {
  if (makes_new(subject)) return fields_of_new(subject);
  std::vector<FieldChange> fields;
  for (const auto& entry : subject.acted) fields.push_back(entry.change);
  return fields;
}

/// With the name of the thing where several of a key lose something.
void tell_losses(const Draft& draft, ResourceChange& change) {
  const auto loses = [&](std::size_t step) { return !draft.steps[step].data_loss.empty(); };
  const bool several = std::ranges::count_if(change.steps, loses) > 1;
  for (const std::size_t index : change.steps) {
    const Step& step = draft.steps[index];
    if (step.data_loss.empty()) continue;
    const bool named = several && !step.old_name.empty();
    change.warnings.push_back((named ? "old '" + step.old_name + "': " : "") + step.data_loss);
  }
}

ResourceChange change_of(const Draft& draft, const Subject& subject) {
  ResourceChange change{.key = subject.key,
                        .action = subject.action,
                        .reason = subject.reason,
                        .fields = fields_of(subject),
                        .steps = subject.steps,
                        .warnings = subject.warnings,
                        .before = subject.seen,
                        .after = subject.wanted};
  if (subject.desired != nullptr) change.position = subject.desired->position;
  if (!subject.leftovers_stay) change.leftovers = subject.leftovers.size();
  const auto work = draft.machine_work.find(subject.key);
  if (work != draft.machine_work.end())
    change.steps.insert(change.steps.end(), work->second.memberships.begin(),
                        work->second.memberships.end());
  tell_losses(draft, change);
  return change;
}

/// With a word on what the plan does about it.
ResourceChange told_drift(const Subject& subject) {
  auto change = drift_of(subject);
  change.position = subject.desired->position;
  const bool healed = std::ranges::all_of(change.fields, [&](const FieldChange& field) {
    return subject.difference(field.path) != nullptr;
  });
  change.reason += healed ? "; this plan undoes it" : "; only reported";
  return change;
}

void give_reasons(Draft& draft, const Subject& subject) {
  for (const std::size_t step : subject.steps) {
    auto& reasons = draft.steps[step].reasons;
    for (const auto& entry : subject.acted)
      reasons.push_back({.path = entry.change.path,
                         .before = entry.change.before,
                         .after = entry.change.after,
                         .rule = subject.reason,
                         .drift = entry.change.drift});
    if (reasons.empty() && !subject.reason.empty()) reasons.push_back({.rule = subject.reason});
  }
}

/// Things that the plan acts on or names.
std::vector<Observation> observations_of(const Draft& draft) {
  std::set<std::pair<Kind, RemoteId>> things;
  const auto add_one = [&](const Target& target) {
    if (target.id) things.emplace(target.reference.kind, *target.id);
  };
  const auto add = [&](const auto& targets) {
    if constexpr (requires { targets.has_value(); }) {
      if (targets) add_one(*targets);
    } else {
      std::ranges::for_each(targets, add_one);
    }
  };
  for (const auto& step : draft.steps) {
    if (const Target* source = source_of(step.operation)) add_one(*source);
    if (step.id) things.emplace(step.resource.kind, *step.id);
    std::visit(
        [&](const auto& operation) {
          if constexpr (requires { operation.volumes; }) add(operation.volumes);
          if constexpr (requires { operation.machines; }) add(operation.machines);
          if constexpr (requires { operation.ssh_keys; }) add(operation.ssh_keys);
          if constexpr (requires { operation.script; }) add(operation.script);
          if constexpr (requires { operation.boot_volume; }) add(operation.boot_volume);
        },
        step.operation);
  }
  std::vector<Observation> observations;
  for (const auto& [kind, id] : things)
    if (const auto thing = draft.live.find(kind, id); exists(thing))
      observations.push_back(observe_thing(thing));
  return observations;
}

std::vector<RecordSeen> records_of(const Draft& draft) {
  std::set<ResourceKey> keys;
  for (const auto& step : draft.steps) keys.insert(step.resource);
  std::vector<RecordSeen> records;
  for (const auto& key : keys) {
    const Subject* subject = draft.find(key);
    const auto* record = subject == nullptr ? nullptr : subject->recorded;
    records.push_back({key, record_digest(record)});
  }
  return records;
}

}  // namespace

Plan plan_from(Draft& draft) {
  Plan plan;
  for (const auto& subject : draft.subjects) {
    give_reasons(draft, subject);
    if (subject.action != Action::no_op) plan.changes.push_back(change_of(draft, subject));
    if (subject.desired == nullptr) continue;
    if (!subject.drift.empty()) plan.drift.push_back(told_drift(subject));
    if (subject.standing == Standing::vanished) plan.drift.push_back(vanished(subject));
  }
  plan.observations = observations_of(draft);
  plan.records = records_of(draft);
  plan.observed_at = draft.live.state.observed_at;
  plan.steps = std::move(draft.steps);
  plan.notes = std::move(draft.notes);
  return plan;
}

}  // namespace muster
