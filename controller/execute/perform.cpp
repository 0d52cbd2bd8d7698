#include "controller/execute/perform.hpp"

#include "controller/execute/look.hpp"
#include "controller/execute/step_run.hpp"
#include "diff/observation.hpp"

#include <algorithm>

namespace muster {
namespace {

/// For a step that names no deadline.
constexpr Duration default_deadline = std::chrono::minutes(15);
/// A list this young is good enough to check what a plan saw.
constexpr Duration view_age_max = std::chrono::seconds(10);

}  // namespace

Task<StepResult> perform(net::Context context, RunState& run, std::size_t index) {
  StepRun step(run, index);
  co_return co_await step.perform(std::move(context));
}

Task<StepResult> StepRun::perform(net::Context context) {
  tell(Event::Type::step_started, "");
  context = context.within(run_.world.clock, deadline() + step_.capacity);
  auto resolution = resolve(step_, run_.ids);
  if (!resolution) co_return failure(std::move(resolution).error());
  ids_ = std::move(resolution->ids);
  left_out_ = resolution->left_out;
  auto as_planned = co_await check_precondition(context);
  if (!as_planned) co_return failure(std::move(as_planned).error());
  if (context.stop_requested())
    co_return failure(Error(Errc::cancelled, "interrupted before its call"));
  if (!calls_api(step_.operation)) co_return co_await record_only(context);
  if (creates(step_.operation)) co_return co_await create(context);
  run_.touched.emplace(step_.resource.kind, ids_.id);
  co_return co_await change(context);
}

/// What the step relies on must still be as the plan saw it; what this run has acted on may differ.
Task<Result<void>> StepRun::check_precondition(net::Context context) {
  for (const std::size_t index : step_.relies_on) {
    const Observation& seen = run_.plan.observations[index];
    if (run_.touched.contains({seen.kind, seen.id})) continue;
    if (!run_.settler.is_recent(seen.kind, view_age_max))
      MUSTER_CO_CHECK(co_await run_.settler.look(context, seen.kind));
    LiveThing thing = thing_in(run_.settler.view(), seen.kind, seen.id);
    if (!exists(thing)) {
      // The latest list may have left it out for a moment: look once more.
      MUSTER_CO_CHECK(co_await run_.settler.look(context, seen.kind));
      thing = thing_in(run_.settler.view(), seen.kind, seen.id);
    }
    if (!exists(thing) && deletes(step_.operation)) continue;
    if (exists(thing) && observe_thing(thing).digest == seen.digest) continue;
    const char* what = exists(thing) ? " has changed" : " is gone";
    co_return fail(Errc::stale, std::string(to_string(seen.kind)) + " " + seen.name + " (" +
                                    seen.id.text + ")" + what +
                                    " since the plan was made; plan again");
  }
  co_return Result<void>();
}

/// Adopt, Forget, Remember: only the ledger changes.
Task<StepResult> StepRun::record_only(net::Context context) {
  auto intent = co_await begin(context);
  if (!intent) co_return failure(std::move(intent).error());
  Outcome outcome = Outcome::applied;
  std::optional<RemoteId> id;
  if (std::holds_alternative<Adopt>(step_.operation)) {
    outcome = Outcome::adopted;
    id = ids_.id;
  } else if (std::holds_alternative<Forget>(step_.operation)) {
    outcome = Outcome::forgotten;
  }
  auto closed = co_await close(*intent, outcome, id, "");
  if (!closed) co_return failure(std::move(closed).error());
  if (outcome == Outcome::adopted) run_.ids[step_.resource] = ids_.id;
  const auto owned = run_.ids.find(step_.resource);
  const bool was_current = owned != run_.ids.end() && (!step_.id || owned->second == *step_.id);
  if (outcome == Outcome::forgotten && was_current) run_.ids.erase(owned);
  co_return StepResult{};
}

Intent StepRun::intent() const {
  Intent intent{.key = step_.resource,
                .operation = std::string(operation_name(step_.operation)),
                .plan_hash = run_.plan.hash,
                .creates = creates(step_.operation),
                .remote_name = std::string(created_name(step_.operation)),
                .applied = step_.applied,
                .protect = step_.protect,
                .on_delete = step_.on_delete,
                .depends_on = step_.depends_on};
  if (step_.done_to) {
    intent.key = *step_.done_to;
    intent.creates = false;
    return intent;
  }
  if (!ids_.id.text.empty()) intent.remote_id = ids_.id;
  if (!intent.remote_id) intent.remote_id = step_.id;
  if (intent.creates) {
    intent.remote_id.reset();
    // What the key stands for now goes later in this plan.
    const auto previous = run_.ids.find(step_.resource);
    intent.keeps_previous =
        previous != run_.ids.end() && run_.deleted.contains({step_.resource, previous->second});
  }
  if (std::holds_alternative<Adopt>(step_.operation))
    for (const auto& seen : run_.plan.observations)
      if (seen.kind == step_.resource.kind && seen.id == ids_.id) intent.remote_name = seen.name;
  if (intent.remote_name.empty()) intent.remote_name = step_.resource.name;
  return intent;
}

Task<Result<std::int64_t>> StepRun::begin(net::Context) {
  auto id = co_await run_.world.ledger.append_intent(run_.world.lease, intent());
  if (!id) co_return fail(std::move(id).error().in("writing down what is about to be done"));
  co_return *id;
}

Task<Result<void>> StepRun::close(std::int64_t intent, Outcome outcome, std::optional<RemoteId> id,
                                  std::string detail) {
  OutcomeRecord record{.intent = intent,
                       .outcome = outcome,
                       .id = std::move(id),
                       .detail = std::move(detail),
                       .request_id = trace_->request_id};
  auto closed = co_await run_.world.ledger.append_outcome(run_.world.lease, std::move(record));
  if (!closed) co_return fail(std::move(closed).error().in("writing down what was done"));
  co_return Result<void>();
}

Task<Result<void>> StepRun::settle(net::Context context) {
  if (!run_.wait) co_return Result<void>();
  Wait wait{.kinds = evidence_of(step_.operation),
            .judge = [this](const LiveState& live) { return judge(step_.operation, ids_, live); },
            .for_absence = deletes(step_.operation),
            .on_seen = [this](const std::string& seen) { tell(Event::Type::waiting, seen); }};
  co_return co_await wait_for(context, std::move(wait));
}

Task<Result<void>> StepRun::wait_for(net::Context context, Wait wait) {
  const Waiting waiting(run_);
  co_return co_await run_.settler.settle(context, std::move(wait));
}

Task<StepResult> StepRun::give_up(std::int64_t intent, Error error) {
  auto closed = co_await close(intent, Outcome::failed, std::nullopt, error.text());
  if (!closed) co_return failure(std::move(closed).error());
  co_return failure(std::move(error));
}

Duration StepRun::deadline() const {
  return step_.deadline > Duration::zero() ? step_.deadline : default_deadline;
}

net::Context StepRun::from_now_on(net::Context context) const {
  return context.within(run_.world.clock, deadline());
}

StepResult StepRun::failure(Error error) const {
  const StepStatus status = error.code() == Errc::cancelled   ? StepStatus::interrupted
                            : error.code() == Errc::timed_out ? StepStatus::stalled
                                                              : StepStatus::failed;
  return StepResult{status, std::move(error)};
}

void StepRun::tell(Event::Type type, std::string message) const {
  const auto elapsed = run_.world.clock.now() - started_;
  run_.world.events.on_event(Event{.type = type,
                                   .step = index_,
                                   .ended = run_.ended,
                                   .total = run_.plan.steps.size(),
                                   .resource = step_.resource,
                                   .operation = describe(step_),
                                   .elapsed = std::chrono::duration_cast<Duration>(elapsed),
                                   .expected = step_.expected,
                                   .message = std::move(message)});
}

bool StepRun::acts_on_machine() const {
  return step_.resource.kind == Kind::virtual_machine;
}

}  // namespace muster
