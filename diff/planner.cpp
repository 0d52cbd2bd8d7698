#include "diff/planner.hpp"

#include "diff/changes.hpp"
#include "diff/cost.hpp"
#include "diff/decide.hpp"
#include "diff/draft.hpp"
#include "diff/graph.hpp"
#include "diff/origin.hpp"
#include "diff/ownership.hpp"
#include "diff/plan_value.hpp"
#include "diff/policy.hpp"
#include "diff/references.hpp"
#include "diff/rules/rules.hpp"
#include "diff/selection.hpp"
#include "diff/stock.hpp"
#include "diff/tier_rules.hpp"

#include <algorithm>

namespace muster {
namespace {

void note_schedules(Draft& draft, const DesiredState& desired) {
  for (const auto& resource : desired.resources)
    if (!is_managed(resource.key.kind) && resource.key.kind != Kind::project &&
        resource.key.kind != Kind::budget)
      draft.note(resource.key, "is carried out by `muster run`");
  std::ranges::sort(draft.notes);
}

/// What looks like a mistake though it can be carried out.
void note_oddities(Draft& draft) {
  const auto recorded = std::ranges::count_if(
      draft.subjects, [](const Subject& subject) { return subject.recorded != nullptr; });
  if (recorded == 0) return;
  const auto has = [&](auto of) { return std::ranges::any_of(draft.subjects, of); };
  if (!draft.options.destroy &&
      !has([](const Subject& s) { return s.desired != nullptr || s.held; }))
    draft.notes.emplace_back(
        "there are no manifests of what lives in the account: everything that muster owns here is "
        "to go");
  if (!has([](const Subject& s) { return s.standing == Standing::owned; }))
    draft.notes.emplace_back(
        "nothing that muster owns here is in the account: are endpoint and key those of this "
        "project?");
}

void plan_subject(Draft& draft, Subject& subject) {
  switch (subject.key.kind) {
    case Kind::ssh_key:
      return plan_ssh_key(draft, subject);
    case Kind::startup_script:
      return plan_startup_script(draft, subject);
    case Kind::firewall:
      return plan_firewall(draft, subject);
    case Kind::volume:
      return plan_volume(draft, subject);
    case Kind::virtual_machine:
      return plan_virtual_machine(draft, subject);
    case Kind::snapshot:
      return plan_snapshot(draft, subject);
    case Kind::custom_image:
      return plan_custom_image(draft, subject);
    default:
      return;
  }
}

/// What snapshots are made from and what is made from them can tie a plan into a knot.
void refuse_circle(Draft& draft) {
  const auto circle = circle_in(draft.steps);
  if (circle.empty()) return;
  std::string text;
  for (const std::size_t step : circle)
    text += to_string(draft.steps[step].resource) + " " + describe(draft.steps[step]) + " -> ";
  const ResourceKey& first = draft.steps[circle.front()].resource;
  const Subject* subject = draft.find(first);
  draft.error(
      subject == nullptr || subject->desired == nullptr ? Position{} : subject->desired->position,
      "this cannot be done in one go, as these steps wait for each other: " + text +
          to_string(first),
      "apply it in two parts, with --target or --exclude");
}

/// What is wanted and what becomes of each resource; no steps yet.
void decide(Draft& draft) {
  hold_back(draft);
  settle_ownership(draft);
  if (has_errors(draft.diagnostics)) return;
  decide_removals(draft);
  decide_actions(draft);
  check_tiers(draft);
  check_references(draft);
  check_origins(draft);
  check_held_back(draft);
}

void plan_steps(Draft& draft) {
  settle_machine_work(draft);
  if (has_errors(draft.diagnostics)) return;
  // Subjects are sorted by kind, and kinds stand in the order in which they need each other.
  for (auto& subject : draft.subjects) plan_subject(draft, subject);
  plan_memberships(draft);
  plan_old_firewalls(draft);
  plan_records(draft);
  order_across_resources(draft);
  order_copies(draft);
  refuse_circle(draft);
  look_for_stock(draft);
}

}  // namespace

Planned make_plan(const DesiredState& desired, const LiveState& live, const RecordedState& recorded,
                  const PlanOptions& options) {
  Draft draft(desired, live, recorded, options);
  decide(draft);
  if (!has_errors(draft.diagnostics)) plan_steps(draft);
  if (!options.destroy) note_schedules(draft, desired);
  note_oddities(draft);
  Planned planned;
  planned.diagnostics = std::move(draft.diagnostics);
  planned.denied = draft.denied;
  planned.shortages = std::move(draft.shortages);
  planned.stuck = std::move(draft.stuck);
  if (has_errors(planned.diagnostics)) return planned;
  planned.plan = plan_from(draft);
  sort_steps(planned.plan);
  find_critical_path(planned.plan);
  rely_on_observations(planned.plan, draft.live);
  planned.plan.calls = static_cast<std::size_t>(std::ranges::count_if(
      planned.plan.steps, [](const Step& step) { return calls_api(step.operation); }));
  planned.plan.stock = std::move(draft.stock);
  price(planned.plan, draft);
  planned.denials = judge(planned.plan, draft, desired);
  if (has_errors(planned.denials) && !options.override_budget.empty()) {
    planned.plan.override_reason = options.override_budget;
    for (auto& denial : planned.denials) {
      if (denial.severity != Severity::error) continue;
      denial.severity = Severity::warning;
      denial.message += "; it does not count this time: " + options.override_budget;
      denial.hint.clear();
    }
  }
  planned.plan.hash = hash_of(planned.plan);
  return planned;
}

}  // namespace muster
