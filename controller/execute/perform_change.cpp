#include "api/retry.hpp"
#include "controller/execute/calls.hpp"
#include "controller/execute/look.hpp"
#include "controller/execute/step_run.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr int call_attempts_max = 4;
/// When to read the thing again after an answer was lost.
constexpr auto reread_times =
    std::to_array<Duration>({std::chrono::seconds(0), std::chrono::seconds(2),
                             std::chrono::seconds(5), std::chrono::seconds(10)});
/// Before a refused call is made again, times the number of attempts.
constexpr Duration refusal_pause = std::chrono::seconds(5);

bool is_under_way(const Sight& sight) {
  return sight.state == Sight::State::settled || sight.state == Sight::State::moving;
}

bool is_lost(Errc code) {
  return code == Errc::unknown_outcome || code == Errc::unavailable || code == Errc::protocol ||
         code == Errc::timed_out;
}

}  // namespace

Task<StepResult> StepRun::change(net::Context context) {
  Sight sight;
  auto ready = co_await be_ready(context, sight);
  if (!ready) co_return failure(std::move(ready).error());
  auto intent = co_await begin(context);
  if (!intent) co_return failure(std::move(intent).error());
  const bool gone = deletes(step_.operation) && sight.state == Sight::State::absent;
  if (!gone && !is_under_way(sight)) {
    auto called = co_await call_until_definite(context);
    if (!called) {
      const Errc code = called.error().code();
      const bool open = is_lost(code) || code == Errc::cancelled;
      if (open) co_return failure(std::move(called).error());
      co_return co_await give_up(*intent, std::move(called).error());
    }
  }
  co_return co_await finish_change(context, *intent);
}

/// Reads the thing, and waits until the machines concerned accept calls. `sight` is how far the
/// account is already.
Task<Result<void>> StepRun::be_ready(net::Context context, Sight& sight) {
  MUSTER_CO_TRY(sight, co_await see(context));
  if (is_under_way(sight)) co_return Result<void>();
  if (sight.state == Sight::State::absent) {
    if (deletes(step_.operation)) co_return Result<void>();
    co_return fail(Errc::stale, "it is gone since the plan was made; plan again");
  }
  Wait rest{.kinds = {Kind::virtual_machine},
            .for_absence = deletes(step_.operation),
            .on_seen = [this](const std::string& seen) { tell(Event::Type::waiting, seen); }};
  if (std::holds_alternative<SetFirewallMembers>(step_.operation)) {
    if (ids_.targets.empty()) co_return Result<void>();
    rest.judge = [this](const LiveState& live) { return judge_attachable(ids_.targets, live); };
    co_return co_await wait_for(context, std::move(rest));
  }
  if (std::holds_alternative<DeleteSnapshot>(step_.operation)) {
    rest.kinds = {Kind::snapshot};
    rest.judge = [this](const LiveState& live) { return judge_finished(ids_.id, live); };
    co_return co_await wait_for(context, std::move(rest));
  }
  if (!acts_on_machine()) co_return Result<void>();
  MUSTER_CO_TRY(const LiveState machine,
                co_await read_thing(context, run_.world.client, Kind::virtual_machine, ids_.id));
  if (judge_rest(ids_.id, machine).state == Sight::State::settled) co_return Result<void>();
  rest.judge = [this](const LiveState& live) { return judge_rest(ids_.id, live); };
  MUSTER_CO_CHECK(co_await wait_for(context, std::move(rest)));
  MUSTER_CO_TRY(sight, co_await see(context));
  co_return Result<void>();
}

/// How far the account is, read for this step alone where one read tells.
Task<Result<Sight>> StepRun::see(net::Context context) {
  const auto kinds = evidence_of(step_.operation);
  if (kinds.size() > 1) {
    for (const Kind kind : kinds) MUSTER_CO_CHECK(co_await run_.settler.look(context, kind));
    co_return judge(step_.operation, ids_, run_.settler.view());
  }
  MUSTER_CO_TRY(const LiveState live,
                co_await read_thing(context, run_.world.client, kinds.front(), ids_.id));
  co_return judge(step_.operation, ids_, live);
}

/// Calls until the account has taken it on. Errors: lost answers that could not be cleared up keep
/// their code; everything else means that nothing was changed.
Task<Result<void>> StepRun::call_until_definite(net::Context context) {
  for (int attempt = 1;; ++attempt) {
    tell(Event::Type::call_sent, "");
    auto sent = co_await send(context.traced(trace_), run_.world.client, step_.operation, ids_);
    if (sent) co_return Result<void>();
    Error error = std::move(sent).error();
    const Errc code = error.code();
    if (code == Errc::not_found && deletes(step_.operation)) co_return Result<void>();
    if (code == Errc::no_capacity) {
      MUSTER_CO_TRY(const bool again, co_await wait_for_gpus(context));
      if (!again) co_return fail(without_luck(std::move(error)));
      --attempt;
      Sight sight;
      MUSTER_CO_CHECK(co_await be_ready(context, sight));
      if (is_under_way(sight)) co_return Result<void>();
      continue;
    }
    const bool refused = code == Errc::conflict || code == Errc::rejected;
    if (!refused && !is_lost(code)) co_return fail(std::move(error));
    auto effect = co_await took_effect(context, error);
    if (!effect) co_return fail(std::move(error));
    if (*effect) co_return Result<void>();
    if (context.stop_requested()) co_return fail(Errc::cancelled, "interrupted: " + error.text());
    // A refusal of a thing that is busy or still in use may pass; any other stands.
    const bool repeats = !std::holds_alternative<RebootInstance>(step_.operation);
    const bool may_pass =
        repeats && (code == Errc::conflict || deletes(step_.operation) || is_lost(code));
    auto& clock = run_.world.clock;
    const auto next = clock.now() + refusal_pause * attempt;
    if (!may_pass || attempt == call_attempts_max || next >= context.deadline())
      co_return fail(std::move(error));
    tell(Event::Type::notice, "trying again: " + error.message());
    MUSTER_CO_CHECK(co_await api::pause_until(clock, context, next));
    Sight sight;
    MUSTER_CO_CHECK(co_await be_ready(context, sight));
    if (is_under_way(sight) || sight.state == Sight::State::absent) co_return Result<void>();
  }
}

/// Whether the account shows the effect, or the thing on its way to it, in spite of the error.
Task<Result<bool>> StepRun::took_effect(net::Context context, Error error) {
  auto& clock = run_.world.clock;
  const auto lost_at = clock.now();
  for (const Duration delay : reread_times) {
    if (delay > Duration::zero()) {
      const net::Context pause(context.stop_flag());
      auto paused = co_await api::pause_until(clock, pause, lost_at + delay);
      if (!paused) break;
    }
    const auto limit = net::Context().within(clock, std::chrono::minutes(1));
    MUSTER_CO_TRY(const Sight sight, co_await see(limit));
    if (is_under_way(sight)) co_return true;
    if (sight.state == Sight::State::absent) co_return deletes(step_.operation);
    // A refusal is definite: one look is enough. So it is when the user waits for us to end.
    if (!is_lost(error.code()) || context.stop_requested()) break;
  }
  co_return false;
}

/// Waits for the effect and writes down what came of it. A wait that ends without an answer leaves
/// the intent open: the next run looks.
Task<StepResult> StepRun::finish_change(net::Context context, std::int64_t intent) {
  auto settled = co_await settle(from_now_on(context));
  if (!settled) {
    const Errc code = settled.error().code();
    if (code == Errc::rejected || code == Errc::not_found)
      co_return co_await give_up(intent, std::move(settled).error());
    co_return failure(std::move(settled).error());
  }
  if (!run_.wait) co_return StepResult{};
  if (left_out_ > 0)
    co_return co_await give_up(
        intent, Error(why_left_out(), std::to_string(left_out_) + " of its machines could not be " +
                                          "attached because their own steps failed"));
  const bool deleted = deletes(step_.operation);
  auto closed = co_await close(intent, deleted ? Outcome::deleted : Outcome::applied, {}, "");
  if (!closed) co_return failure(std::move(closed).error());
  const auto owned = run_.ids.find(step_.resource);
  if (deleted && owned != run_.ids.end() && owned->second == ids_.id) run_.ids.erase(owned);
  co_return StepResult{};
}

}  // namespace muster
