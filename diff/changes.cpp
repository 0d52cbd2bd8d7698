#include "diff/changes.hpp"

#include "diff/observation.hpp"

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
  for (const std::size_t step : change.steps)
    if (!draft.steps[step].data_loss.empty())
      change.warnings.push_back(draft.steps[step].data_loss);
  return change;
}

ResourceChange drift_of(const Subject& subject) {
  ResourceChange change{.key = subject.key,
                        .action = Action::update,
                        .fields = subject.drift,
                        .before = subject.wanted,
                        .after = subject.seen};
  change.position = subject.desired->position;
  // Shown as it happened: from what was applied to what is there now.
  bool healed = true;
  for (auto& field : change.fields) {
    std::swap(field.before, field.after);
    healed = healed && subject.difference(field.path) != nullptr;
    field.drift = false;
  }
  change.reason = healed ? "changed outside muster; this plan undoes it"
                         : "changed outside muster; only reported";
  return change;
}

ResourceChange vanished(const Subject& subject) {
  return {.key = subject.key,
          .action = Action::remove,
          .reason = "it is gone from the account",
          .before = subject.recorded->applied};
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
  const auto add = [&](const std::vector<Target>& targets) {
    for (const auto& target : targets)
      if (target.id) things.emplace(target.reference.kind, *target.id);
  };
  for (const auto& step : draft.steps) {
    if (step.id) things.emplace(step.resource.kind, *step.id);
    std::visit(
        [&](const auto& operation) {
          if constexpr (requires { operation.volumes; }) add(operation.volumes);
          if constexpr (requires { operation.machines; }) add(operation.machines);
          if constexpr (requires { operation.ssh_keys; }) add(operation.ssh_keys);
        },
        step.operation);
  }
  std::vector<Observation> observations;
  for (const auto& [kind, id] : things)
    if (const auto thing = draft.live.find(kind, id); exists(thing))
      observations.push_back(observe_thing(thing));
  return observations;
}

}  // namespace

Plan plan_from(Draft& draft) {
  Plan plan;
  for (const auto& subject : draft.subjects) {
    give_reasons(draft, subject);
    if (subject.action != Action::no_op) plan.changes.push_back(change_of(draft, subject));
    if (subject.desired == nullptr) continue;
    if (!subject.drift.empty()) plan.drift.push_back(drift_of(subject));
    if (subject.standing == Standing::vanished) plan.drift.push_back(vanished(subject));
  }
  plan.observations = observations_of(draft);
  plan.observed_at = draft.live.state.observed_at;
  plan.steps = std::move(draft.steps);
  plan.notes = std::move(draft.notes);
  return plan;
}

}  // namespace muster
