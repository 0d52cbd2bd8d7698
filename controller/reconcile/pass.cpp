#include "controller/reconcile/pass.hpp"

#include "api/net/task_group.hpp"
#include "controller/execute/recover.hpp"
#include "controller/reconcile/cycle.hpp"
#include "controller/reconcile/market.hpp"
#include "controller/reconcile/plan_status.hpp"
#include "controller/reconcile/schedule_status.hpp"
#include "controller/reconcile/unchanged.hpp"
#include "controller/schedule/schedule_facts.hpp"
#include "diff/plan_check.hpp"
#include "diff/plan_words.hpp"
#include "model/digest.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

/// After a plan the account is looked at again, to see that all is well; no cycle follows another
/// sooner by itself.
constexpr Duration look_again_after = std::chrono::seconds(2);
/// While another muster has the lock.
constexpr Duration locked_pause = std::chrono::seconds(15);

Task<void> store(Result<LiveState>& into, Task<Result<LiveState>> reading) {
  into = co_await std::move(reading);
}

class NoEvents final : public EventSink {
 public:
  void on_event(const Event&) override {}
};

bool is_stuck(const Planned& planned) {
  return has_errors(planned.diagnostics) || has_errors(planned.shortages);
}

std::string messages(const Diagnostics& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics)
    if (diagnostic.severity == Severity::error)
      text += (text.empty() ? "" : "; ") + diagnostic.message;
  return text;
}

}  // namespace

void Reconciler::Pass::again_at(Priority priority, net::TimePoint at) {
  asks_again_ = true;
  d_.queue_.add(d_.project(), priority, at);
}

Result<void> Reconciler::Pass::failed(std::string reason, Error error) {
  if (error.code() == Errc::cancelled) return std::unexpected(std::move(error));
  board_.set({.type = "Ready", .reason = reason, .message = error.text()});
  board_.tell(EventSeverity::warning, d_.project(), reason, error.text());
  const auto at = error.code() == Errc::locked
                      ? d_.parts_.clock.now() + locked_pause
                      : d_.backoff_.failed(d_.project(), d_.parts_.clock.now());
  ++board_.edit().counters.queue_retries;
  again_at(Priority::retry, at);
  return std::unexpected(std::move(error));
}

Task<Result<void>> Reconciler::Pass::run(net::Context context) {
  board_.edit().cycle =
      std::to_string(d_.cycles_started_) + "-" +
      sha256_hex(board_.status().revision + format_timestamp(d_.parts_.clock.wall_now()))
          .substr(0, 8);
  auto recorded = co_await d_.parts_.ledger.recorded();
  if (!recorded) co_return failed("LedgerFailed", recorded.error());
  take_suspensions(*recorded);
  if (board_.status().suspensions.contains(d_.project())) {
    board_.set({.type = "Ready",
                .reason = "Suspended",
                .message = board_.status().suspensions.at(d_.project()).reason});
    co_return Result<void>();
  }
  auto settled = co_await settle_open_intents(context, *recorded);
  if (!settled) co_return failed("RecoveryFailed", settled.error());
  auto live = co_await look(context, *recorded);
  if (!live) co_return failed("ObservationFailed", live.error());
  auto learned = co_await learn_facts(*recorded);
  if (!learned) co_return failed("LedgerFailed", learned.error());
  auto found = co_await plan(context, *std::move(recorded), *std::move(live));
  if (!found) co_return failed("ObservationFailed", found.error());
  d_.backoff_.succeeded(d_.project());
  tell_notes(found->notes);
  show_money(*found);
  show_drift(*found);
  board_.edit().schedules = schedule_statuses(desired(), *found, d_.parts_.clock.wall_now());
  if (const auto& wake_at = found->wake_at) {
    const auto wait = *wake_at - d_.parts_.clock.wall_now();
    d_.queue_.add(d_.project(), Priority::schedule,
                  d_.parts_.clock.now() + std::max<Duration>(wait, look_again_after));
  }
  auto acted = co_await act(context, *found);
  // The next look needs no planning if it shows the same.
  if (rests_) d_.at_rest_ = Rest{*std::move(found), revision_};
  co_return acted;
}

/// Suspensions that are in force, those that ran out forgotten.
void Reconciler::Pass::take_suspensions(const RecordedState& recorded) {
  const auto now = d_.parts_.clock.wall_now();
  std::map<ResourceKey, Suspension> in_force;
  for (const auto& [key, suspension] : recorded.suspensions) {
    if (!suspension.in_force(now)) continue;
    in_force.emplace(key, suspension);
    if (suspension.until)
      d_.queue_.add(d_.project(), Priority::schedule,
                    d_.parts_.clock.now() + (*suspension.until - now));
  }
  board_.edit().suspensions = std::move(in_force);
}

/// Only after a crash: what the run before left open is looked for and answered.
Task<Result<void>> Reconciler::Pass::settle_open_intents(net::Context context,
                                                         RecordedState& recorded) {
  if (recorded.open_intents.empty()) co_return Result<void>();
  idle_ = false;
  NoEvents no_events;
  EventSink& events = d_.options_.progress == nullptr ? no_events : *d_.options_.progress;
  MUSTER_CO_TRY(const Lease lease, co_await d_.lease_.acquire());
  const World world{d_.parts_.client, d_.parts_.ledger, lease, d_.parts_.clock, events};
  const auto recovered = co_await recover(std::move(context), world);
  co_await d_.lease_.release();
  if (!recovered) co_return std::unexpected(recovered.error());
  d_.facts_known_ = false;
  MUSTER_CO_TRY(recorded, co_await d_.parts_.ledger.recorded());
  co_return Result<void>();
}

/// Reads all of the history, and so only for those who need it.
Task<Result<void>> Reconciler::Pass::learn_facts(const RecordedState& recorded) {
  if (!learns_from_history(revision_->loaded.desired, recorded)) co_return Result<void>();
  if (std::exchange(d_.facts_known_, true)) co_return Result<void>();
  const auto entries = co_await d_.parts_.ledger.entries();
  if (entries) {
    d_.facts_ = facts_from(*entries);
    co_return Result<void>();
  }
  d_.facts_known_ = false;
  co_return std::unexpected(entries.error());
}

/// What is suspended or has failed lately is left as it is.
PlanOptions Reconciler::Pass::plan_options(const RecordedState& recorded) {
  PlanOptions options;
  const auto is_known = [&](const ResourceKey& key) {
    return desired().find(key) != nullptr || recorded.resources.contains(key);
  };
  for (const auto& [key, suspension] : board_.status().suspensions)
    if (is_known(key)) options.excludes.push_back(key);
  for (const auto& [key, entry] : d_.backoff_.entries()) {
    if (key == d_.project() || !d_.backoff_.holds(key, d_.parts_.clock.now())) continue;
    (is_known(key) ? options.excludes : not_now_).push_back(key);
    left_out_ = true;
  }
  return options;
}

/// Shows what the manifests that are in force at its end need to know: newer ones may have come
/// meanwhile.
Task<Result<LiveState>> Reconciler::Pass::look(net::Context context,
                                               const RecordedState& recorded) {
  MUSTER_CO_CHECK(check_endpoint(recorded, d_.parts_.client.endpoint()));
  last_ = std::exchange(d_.at_rest_, std::nullopt);
  const auto asked = kinds_to_observe(desired(), recorded);
  Result<LiveState> live = LiveState{};
  d_.looking_ = true;
  auto group = co_await net::TaskGroup::open();
  group.spawn(store(live, observe(context, recorded, asked)));
  group.spawn(plan_ahead(context));
  co_await group.join();
  d_.looking_ = false;
  const auto before = std::exchange(revision_, d_.revision_);
  if (!live || before == revision_) co_return live;
  const auto needed = kinds_to_observe(desired(), recorded);
  if (!std::ranges::includes(asked, needed)) co_return co_await observe(context, recorded, needed);
  if (concerns_hibernation(desired(), *live) &&
      !concerns_hibernation(before->loaded.desired, *live))
    MUSTER_CO_CHECK(
        co_await read_hibernation_price(std::move(context), d_.parts_.client, live->market));
  co_return live;
}

Task<Result<LiveState>> Reconciler::Pass::observe(net::Context context,
                                                  const RecordedState& recorded,
                                                  std::set<Kind> kinds) {
  return observe_with_market(std::move(context), d_.parts_.client, d_.parts_.clock, desired(),
                             recorded, std::move(kinds), last_ ? &last_->found.live : nullptr);
}

/// Beside the look. What it shows is mostly what the last one did, and so the plan for newer
/// manifests can be made before it ends.
Task<void> Reconciler::Pass::plan_ahead(net::Context context) {
  co_await d_.wait_for_announced(std::move(context));
  const auto newest = d_.revision_;
  if (!last_ || last_->revision.lock() == newest) co_return;
  foreseen_ =
      co_await d_.parts_.pool.run([&] { return foresee(last_->found, newest->loaded.desired); });
  foreseen_for_ = newest;
}

/// Also gives back the memory of the last look, before a plan is made.
std::optional<Planned> Reconciler::Pass::known_plan(const Situation& found) {
  const auto last = std::exchange(last_, std::nullopt);
  if (!last || !is_whole_) return std::nullopt;
  if (last->revision.lock() == revision_) return still_nothing_to_do(last->found, found);
  auto foreseen = std::exchange(foreseen_, std::nullopt);
  if (!foreseen || foreseen_for_ != revision_) return std::nullopt;
  return as_foreseen(*std::move(foreseen), last->found, found);
}

Task<Result<Situation>> Reconciler::Pass::plan(net::Context context, RecordedState recorded,
                                               LiveState live) {
  d_.contest_.forget_old(d_.parts_.clock.wall_now());
  if (!d_.contest_.contested().empty()) {
    DesiredState desired = revision_->loaded.desired;
    d_.contest_.leave_alone(desired);
    changed_ = std::move(desired);
  }
  Situation found{.live = std::move(live), .options = plan_options(recorded)};
  found.recorded = std::move(recorded);
  MUSTER_CO_TRY(found.options.secrets, co_await d_.parts_.ledger.secret_key());
  is_whole_ = !changed_ && found.options.excludes.empty() && not_now_.empty();
  co_return co_await plan_for(std::move(context), d_.parts_.client, d_.parts_.clock, desired(),
                              std::move(found),
                              {.facts = d_.facts_, .mode = ScheduleMode::act, .not_now = not_now_},
                              [this](const Situation& situation) { return known_plan(situation); });
}

Task<Result<void>> Reconciler::Pass::act(net::Context context, const Situation& found) {
  Planned part;
  const bool stuck = is_stuck(found.planned);
  if (stuck) {
    part = without_stuck(found);
    if (is_stuck(part) || part.plan.empty()) co_return refuse(found.planned);
    tell_refused(found.planned);
  }
  const Planned& planned = stuck ? part : found.planned;
  if (planned.plan.empty()) {
    at_rest(found);
    rests_ = is_whole_ && !stuck;
    co_return Result<void>();
  }
  const auto limits = gate_limits(revision_->loaded.project);
  auto held = held_by(planned, desired(), found.live, found.recorded, limits);
  if (!held.reasons.empty() && d_.approved_ != planned.plan.hash) {
    if (held.whole) co_return hold(planned.plan, std::move(held.reasons));
    // Of what waits nothing else needs to wait for the answer.
    held.resources.insert(held.resources.end(), stuck_.begin(), stuck_.end());
    const Planned rest = without(found, held.resources);
    const bool may_go =
        rest.may_be_performed() && !rest.plan.empty() &&
        held_by(rest, desired(), found.live, found.recorded, limits).reasons.empty();
    if (!may_go) co_return hold(planned.plan, std::move(held.reasons));
    co_return co_await carry_out(std::move(context), found, rest.plan);
  }
  co_return co_await carry_out(std::move(context), found, planned.plan);
}

/// What errors and missing GPUs leave of the plan. Leaving something out may show more of them.
Planned Reconciler::Pass::without_stuck(const Situation& found) {
  Planned part = found.planned;
  const auto news = [&] {
    const auto before = stuck_.size();
    stuck_.insert(part.stuck.begin(), part.stuck.end());
    return stuck_.size() > before;
  };
  while (is_stuck(part) && news()) part = without(found, {stuck_.begin(), stuck_.end()});
  return part;
}

/// The same plan with these resources left as they are.
Planned Reconciler::Pass::without(const Situation& found,
                                  const std::vector<ResourceKey>& resources) const {
  PlanOptions options = found.options;
  options.excludes.insert(options.excludes.end(), resources.begin(), resources.end());
  return make_plan(found.wanted(desired()), found.live, found.recorded, options);
}

/// Returns what is wrong.
Error Reconciler::Pass::tell_refused(const Planned& planned) {
  const bool refused = has_errors(planned.diagnostics);
  const std::string reason = refused ? "PlanRefused" : "NoCapacity";
  const std::string text = messages(refused ? planned.diagnostics : planned.shortages);
  board_.set({.type = "Ready", .reason = reason, .message = text});
  for (const auto& key : planned.stuck) {
    board_.edit().resources[key].key = key;
    board_.set(key, {.type = "Ready", .reason = reason, .message = text});
  }
  board_.tell(EventSeverity::warning, d_.project(), reason, text);
  return Error(refused ? Errc::denied : Errc::no_capacity, text);
}

Result<void> Reconciler::Pass::refuse(const Planned& planned) {
  // With something left out, more may be possible once that comes back.
  for (const auto& [key, entry] : d_.backoff_.entries())
    if (left_out_) again_at(Priority::retry, entry.until);
  return std::unexpected(tell_refused(planned));
}

Result<void> Reconciler::Pass::hold(const Plan& plan, std::vector<std::string> reasons) {
  std::string text;
  for (const auto& reason : reasons) text += (text.empty() ? "" : "; ") + reason;
  const auto* known = board_.find_plan(plan.hash);
  if (known == nullptr || known->phase != PlanPhase::waiting)
    board_.add_plan(plan_status(plan, PlanPhase::waiting, std::move(reasons)));
  text = "plan " + plan.hash.substr(0, 12) + " waits for `muster approve " +
         plan.hash.substr(0, 12) + "`: " + text;
  board_.set({.type = "Ready", .reason = "WaitingForApproval", .message = text});
  board_.tell(EventSeverity::warning, d_.project(), "WaitingForApproval", text);
  return {};
}

Task<Result<void>> Reconciler::Pass::carry_out(net::Context context, const Situation& found,
                                               const Plan& plan) {
  idle_ = false;
  auto lease = co_await d_.lease_.acquire();
  if (!lease) co_return failed("Locked", lease.error());
  NoEvents no_events;
  EventSink& events = d_.options_.progress == nullptr ? no_events : *d_.options_.progress;
  const World world{d_.parts_.client, d_.parts_.ledger, *lease, d_.parts_.clock, events};
  // Another muster may have written between the look at the record and now.
  auto recorded = co_await d_.parts_.ledger.recorded();
  Result<Report> report = fail(Errc::stale, "the record changed while the plan was made");
  if (!recorded) report = std::unexpected(recorded.error());
  if (recorded && moved_since(plan, found.live, *recorded).empty()) {
    board_.set(
        {.type = "Reconciling", .status = true, .reason = "Applying", .message = summary(plan)});
    board_.add_plan(plan_status(plan, PlanPhase::running, {}));
    report = co_await perform(std::move(context), world, *recorded, plan,
                              revision_->bundle->revision, d_.options_.execute);
  }
  co_await d_.lease_.release();
  d_.facts_known_ = false;
  if (!report && report.error().code() == Errc::stale) {
    again_at(Priority::change, d_.parts_.clock.now() + look_again_after);
    co_return Result<void>();
  }
  if (!report) co_return failed("LedgerFailed", report.error());
  if (d_.approved_ == plan.hash) d_.approved_.clear();
  conclude(plan, *report, outcomes_of(plan, *report));
  const auto& stopped_by = report->stopped_by;
  if (stopped_by && !report->interrupted) co_return failed("Stopped", *stopped_by);
  if (!report->succeeded())
    co_return fail(Errc::unavailable, "some of the plan could not be carried out");
  again_at(Priority::change, d_.parts_.clock.now() + look_again_after);
  co_return Result<void>();
}

}  // namespace muster
