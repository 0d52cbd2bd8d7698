#include "api/retry.hpp"
#include "controller/execute/calls.hpp"
#include "controller/execute/look.hpp"
#include "controller/execute/step_run.hpp"
#include "model/ascii.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr int create_attempts_max = 3;
/// When to look for what a lost create may have made, counted from the loss: lists lag (inferred).
constexpr auto lookup_times = std::to_array<Duration>(
    {std::chrono::seconds(0), std::chrono::seconds(2), std::chrono::seconds(5),
     std::chrono::seconds(10), std::chrono::seconds(20)});
constexpr Duration look_limit = std::chrono::minutes(1);
/// Keys reach the regions some time after they were made (inferred).
constexpr Duration key_grace = std::chrono::seconds(10);

/// The thing may have been made although the call failed.
bool may_have_created(Errc code) {
  return code == Errc::unknown_outcome || code == Errc::unavailable || code == Errc::protocol ||
         code == Errc::timed_out;
}

bool may_mean_name_taken(Errc code) {
  return code == Errc::conflict || code == Errc::rejected;
}

}  // namespace

Task<StepResult> StepRun::create(net::Context context) {
  auto ready = co_await await_source(context);
  if (!ready) co_return failure(std::move(ready).error());
  auto intent = co_await begin(context);
  if (!intent) co_return failure(std::move(intent).error());
  Made made = co_await make(context);
  if (!made.id && made.definite) co_return co_await give_up(*intent, std::move(made.id).error());
  // What may exist stays an open intent: the next run looks for it before anything else.
  if (!made.id) co_return failure(std::move(made.id).error());
  ids_.id = *made.id;
  run_.touched.emplace(step_.resource.kind, ids_.id);
  const bool ours = !step_.done_to;
  auto closed = co_await close(*intent, ours ? Outcome::created : Outcome::applied, ids_.id, "");
  if (!closed) co_return failure(std::move(closed).error());
  if (ours) run_.ids[step_.resource] = ids_.id;
  if (ours) run_.made.insert(step_.resource);
  auto settled = co_await settle(from_now_on(context));
  if (!settled) co_return failure(std::move(settled).error());
  co_return StepResult{};
}

/// What the new thing is made from may still be under way itself: an earlier run may have begun it.
Task<Result<void>> StepRun::await_source(net::Context context) {
  const Target* target = source_of(step_.operation);
  if (target == nullptr || !ids_.source) co_return Result<void>();
  const Kind kind = target->reference.kind;
  const RemoteId source = *ids_.source;
  MUSTER_CO_TRY(const LiveState now, co_await read_thing(context, run_.world.client, kind, source));
  const Sight sight = judge_source(kind, source, now);
  if (sight.state == Sight::State::settled) co_return Result<void>();
  if (sight.state == Sight::State::absent)
    co_return fail(Errc::stale, std::string(to_string(kind)) + " " + target->reference.name +
                                    " is gone since the plan was made; plan again");
  Wait wait{
      .kinds = {kind},
      .judge = [kind, source](const LiveState& live) { return judge_source(kind, source, live); },
      .on_seen = [this](const std::string& seen) { tell(Event::Type::waiting, seen); }};
  co_return co_await wait_for(context, std::move(wait));
}

/// Sends the create until it is known what became of it. Never sends it again without having looked
/// for what the attempt before may have made.
Task<StepRun::Made> StepRun::make(net::Context context) {
  bool in_doubt = false;  // an earlier attempt may have made it
  bool waited_for_key = false;
  for (int attempt = 1;; ++attempt) {
    tell(Event::Type::call_sent, "");
    auto sent = co_await send(context.traced(trace_), run_.world.client, step_.operation, ids_);
    if (sent) co_return Made{.id = sent->value_or(RemoteId{})};
    Error error = std::move(sent).error();
    if (!waited_for_key && !in_doubt && waits_for_new_key(error)) {
      waited_for_key = true;
      tell(Event::Type::notice, "refused; the new key may not have arrived yet, trying once more");
      const auto due = run_.world.clock.now() + key_grace;
      auto paused = co_await api::pause_until(run_.world.clock, context, due);
      if (paused) continue;
      co_return Made{.id = fail(Errc::cancelled, "interrupted: " + error.text())};
    }
    if (!in_doubt && error.code() == Errc::no_capacity) {
      auto again = co_await wait_for_gpus(context);
      if (!again) co_return Made{.id = fail(std::move(again).error())};
      if (*again) {
        --attempt;
        continue;
      }
      error = without_luck(std::move(error));
    }
    const bool name_taken = in_doubt && may_mean_name_taken(error.code());
    if (!may_have_created(error.code()) && !name_taken)
      co_return Made{.id = fail(std::move(error)), .definite = !in_doubt};
    in_doubt = true;
    tell(Event::Type::notice, "no definite answer; looking for it by name");
    auto found = co_await look_up(context, std::string(created_name(step_.operation)));
    if (!found) co_return Made{.id = fail(std::move(found).error()), .definite = false};
    if (const auto& id = *found) co_return Made{.id = *id};
    const bool out_of_time = run_.world.clock.now() >= context.deadline();
    if (name_taken || attempt == create_attempts_max || out_of_time || context.stop_requested())
      co_return Made{.id = fail(std::move(error)), .definite = false};
  }
}

/// The thing of that name which was not there before. Empty: looked for several times, in vain.
/// Looks even when stop is requested, then only once: what was made must be known.
Task<Result<std::optional<RemoteId>>> StepRun::look_up(net::Context context, std::string name) {
  auto& clock = run_.world.clock;
  const Kind kind = step_.resource.kind;
  const auto lost_at = clock.now();
  for (const Duration delay : lookup_times) {
    if (delay > Duration::zero()) {
      const net::Context pause(context.stop_flag());
      auto paused = co_await api::pause_until(clock, pause, lost_at + delay);
      if (!paused) break;
    }
    const auto limit = net::Context().within(clock, look_limit);
    MUSTER_CO_TRY(const LiveState* live, co_await run_.settler.look(limit, kind));
    const auto known = known_before(run_, kind);
    for (const auto& id : ids_named(*live, kind, name))
      if (!known.contains(id)) co_return std::optional(id);
  }
  co_return std::optional<RemoteId>();
}

bool StepRun::waits_for_new_key(const Error& error) const {
  const auto* deploy = std::get_if<DeployInstance>(&step_.operation);
  if (deploy == nullptr || error.code() != Errc::rejected) return false;
  const bool has_new_key = std::ranges::any_of(deploy->ssh_keys, [&](const Target& key) {
    return run_.made.contains(ResourceKey{Kind::ssh_key, key.reference.name});
  });
  return has_new_key && lower(error.message()).find("key") != std::string::npos;
}

}  // namespace muster
