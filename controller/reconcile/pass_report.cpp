#include "controller/reconcile/pass.hpp"
#include "controller/reconcile/plan_status.hpp"

#include <algorithm>

namespace muster {

void Reconciler::Pass::tell_notes(const std::vector<ScheduleNote>& notes) {
  for (const auto& note : notes)
    board_.tell(note.warning ? EventSeverity::warning : EventSeverity::normal, note.key,
                note.reason, note.message);
}

void Reconciler::Pass::show_money(const Situation& found) {
  auto& status = board_.edit();
  const Plan& plan = found.planned.plan;
  if (plan.cost) status.hourly = Money{plan.cost->project_before.known.nanos, plan.cost->currency};
  status.runway.reset();
  if (plan.runway && plan.runway->known) status.runway = plan.runway->before;
  if (!found.live.market.stock) return;
  status.stock.clear();
  for (const auto& row : *found.live.market.stock)
    if (row.available) status.stock[{row.model, row.region}] += row.available->count;
}

/// Drift that is healed counts once it is seen; drift that is only reported is told once.
void Reconciler::Pass::show_drift(const Situation& found) {
  const auto now = d_.parts_.clock.wall_now();
  for (const auto& change : found.planned.plan.drift) {
    ++board_.edit().counters.drift[std::string(to_string(change.key.kind))];
    std::string text;
    for (const auto& field : change.fields) {
      d_.contest_.seen({change.key, field.path}, now);
      text += (text.empty() ? "" : ", ") + field.path;
    }
    board_.tell(EventSeverity::warning, change.key, "Drift", text + ": " + change.reason);
  }
}

/// The account is as wanted, as far as it is looked after.
void Reconciler::Pass::at_rest(const Situation& found) {
  auto& status = board_.edit();
  if (left_out_) {
    board_.set({.type = "Ready",
                .reason = "RetryLater",
                .message = "what failed is tried again later; the rest is as wanted"});
  } else {
    board_.set({.type = "Ready",
                .status = true,
                .reason = "ReconciliationSucceeded",
                .message = status.revision_label});
  }
  board_.set({.type = "Reconciling", .reason = "AtRest"});
  for (const auto* reason : {"ObservationFailed", "LedgerFailed", "Locked", "PlanRefused",
                             "NoCapacity", "WaitingForApproval", "Stopped"})
    board_.untold(d_.project(), reason);
  const auto now = d_.parts_.clock.wall_now();
  std::erase_if(status.resources, [&](const auto& entry) {
    return !found.recorded.resources.contains(entry.first) &&
           d_.backoff_.find(entry.first) == nullptr;
  });
  for (const auto& [key, record] : found.recorded.resources) {
    auto& resource = status.resources[key];
    resource.key = key;
    resource.remote_id = record.id.text;
    if (d_.backoff_.find(key) != nullptr) continue;
    resource.failures = 0;
    resource.next_attempt.reset();
    const bool suspended = status.suspensions.contains(key);
    Condition ready{
        .type = "Ready", .status = !suspended, .reason = suspended ? "Suspended" : "Applied"};
    ready.observed_revision = status.revision;
    bool news = set_condition(resource.conditions, std::move(ready), now);
    news |= set_condition(resource.conditions, {.type = "Stalled", .reason = "AtRest"}, now);
    news |= end_contest(resource);
    if (news) board_.changed();
  }
}

/// Nobody touches its fields any more, or the manifests have changed.
bool Reconciler::Pass::end_contest(ResourceStatus& resource) {
  if (!is_true(resource.conditions, "Contested")) return false;
  for (const auto& [key, path] : d_.contest_.contested())
    if (key == resource.key) return false;
  board_.untold(resource.key, "Contested");
  return set_condition(resource.conditions, {.type = "Contested", .reason = "AtRest"},
                       d_.parts_.clock.wall_now());
}

void Reconciler::Pass::take(const ResourceOutcome& outcome) {
  const auto& key = outcome.key;
  auto& resource = board_.edit().resources[key];
  resource.key = key;
  const bool stalled = outcome.verdict == Verdict::stalled;
  const bool done = outcome.verdict == Verdict::done;
  board_.set(
      key, {.type = "Ready", .status = done, .reason = outcome.reason, .message = outcome.message});
  board_.set(key, {.type = "Stalled",
                   .status = stalled,
                   .reason = outcome.reason,
                   .message = stalled ? outcome.message : ""});
  if (done) {
    d_.backoff_.succeeded(key);
    d_.queue_.forget(key);
    resource.failures = 0;
    resource.next_attempt.reset();
    board_.untold(key, "Failed");
    board_.untold(key, "DeadlineExceeded");
    return;
  }
  if (outcome.verdict != Verdict::failed && !stalled) return;
  const auto now = d_.parts_.clock.now();
  const auto at = d_.backoff_.failed(key, now);
  ++board_.edit().counters.queue_retries;
  resource.failures = d_.backoff_.find(key)->failures;
  resource.next_attempt = d_.parts_.clock.wall_now() + (at - now);
  d_.queue_.add(key, Priority::retry, at);
  asks_again_ = true;
  board_.tell(EventSeverity::warning, key, outcome.reason, outcome.message);
}

void Reconciler::Pass::conclude(const Plan& plan, const Report& report,
                                const std::vector<ResourceOutcome>& came) {
  std::vector<ResourceKey> done;
  for (const auto& outcome : came) {
    take(outcome);
    if (outcome.verdict == ResourceOutcome::Verdict::done) done.push_back(outcome.key);
  }
  for (const auto& change : plan.changes)
    if (std::ranges::find(done, change.key) != done.end())
      board_.tell(EventSeverity::normal, change.key, "Applied", change_summary(change));
  for (const auto& [key, path] : d_.contest_.healed(plan, done, d_.parts_.clock.wall_now())) {
    const std::string text = path +
                             " is changed back again and again by somebody else; muster "
                             "leaves it as it is until the manifests change";
    board_.set(key,
               {.type = "Contested", .status = true, .reason = "FieldContested", .message = text});
    board_.tell(EventSeverity::warning, key, "Contested", text);
  }
  if (auto* shown = board_.find_plan(plan.hash))
    shown->phase = report.succeeded() ? PlanPhase::done : PlanPhase::failed;
  if (!report.succeeded())
    board_.set({.type = "Ready",
                .reason = "PartlyApplied",
                .message = "some of the plan could not be carried out"});
  board_.set({.type = "Reconciling", .reason = "Applied"});
}

}  // namespace muster
