#include "controller/reconcile/planning.hpp"

#include "api/net/task_group.hpp"
#include "api/observe.hpp"
#include "controller/reconcile/images.hpp"
#include "controller/reconcile/market.hpp"
#include "controller/reconcile/unlisted.hpp"
#include "controller/schedule/snapshot_schedules.hpp"
#include "model/references.hpp"

#include <algorithm>
#include <vector>

namespace muster {
namespace {

/// Enough for the lists of a large account at a slow rate; a server that asks for more patience
/// gets an error instead.
constexpr Duration observe_limit = std::chrono::minutes(15);

/// The lists and the market, side by side.
struct Observing {
  Result<LiveState> live;
  Result<Market> market;
};

Task<void> read_lists(Observing& observing, Task<Result<LiveState>> reading) {
  observing.live = co_await std::move(reading);
}

Task<void> read_prices(Observing& observing, Task<Result<Market>> reading) {
  observing.market = co_await std::move(reading);
}

/// Kinds whose things tell of each other are read together.
void add_related(std::set<Kind>& kinds) {
  if (kinds.contains(Kind::snapshot) || kinds.contains(Kind::custom_image))
    kinds.insert({Kind::snapshot, Kind::custom_image, Kind::virtual_machine});
  if (kinds.contains(Kind::volume) || kinds.contains(Kind::firewall))
    kinds.insert(Kind::virtual_machine);
  if (kinds.contains(Kind::virtual_machine)) kinds.insert({Kind::volume, Kind::firewall});
}

Task<Result<LiveState>> observe_only(net::Context context, api::Client& client, net::Clock& clock,
                                     const RecordedState& recorded, std::set<Kind> kinds,
                                     const LiveState* last = nullptr) {
  std::erase_if(kinds, [](Kind kind) { return !is_managed(kind); });
  std::vector<Kind> wanted(kinds.begin(), kinds.end());
  context = context.within(clock, observe_limit);
  MUSTER_CO_TRY(LiveState live,
                co_await api::observe(context, client, clock, std::move(wanted), last));
  MUSTER_CO_TRY(live, co_await with_unlisted(context, client, std::move(live), recorded));
  MUSTER_CO_CHECK(co_await complete_images(std::move(context), client, live));
  co_return live;
}

/// The API has the last word on which machines it takes snapshots of. It is asked when one is due.
Task<Result<Scheduled>> schedule_and_ask(net::Context context, api::Client& client, Timestamp now,
                                         const DesiredState& desired, const Situation& found,
                                         ScheduleFacts facts, ScheduleMode mode) {
  auto scheduled = apply_schedules(desired, found.live, found.recorded, facts, now, mode);
  if (mode == ScheduleMode::keep || !takes_snapshots(scheduled.desired, found.recorded))
    co_return scheduled;
  const auto choices = co_await client.list_snapshot_eligible(std::move(context));
  if (!choices && choices.error().code() == Errc::not_found) co_return scheduled;  // no such list
  if (!choices) co_return std::unexpected(choices.error());
  facts.eligible.emplace();
  for (const auto& machine : *choices) facts.eligible->insert(machine.id);
  co_return apply_schedules(desired, found.live, found.recorded, facts, now, mode);
}

/// What time makes of the manifests, where it has a say.
Task<Result<void>> apply_time(net::Context context, api::Client& client, Timestamp now,
                              const DesiredState& desired, Situation& found, ScheduleFacts facts,
                              ScheduleMode mode) {
  if (!concerns_time(desired, found.live, found.recorded, now, mode)) co_return Result<void>();
  MUSTER_CO_TRY(auto scheduled, co_await schedule_and_ask(std::move(context), client, now, desired,
                                                          found, std::move(facts), mode));
  found.timed = std::move(scheduled.desired);
  found.notes = std::move(scheduled.notes);
  found.wake_at = scheduled.wake_at;
  co_return Result<void>();
}

std::vector<ResourceKey> targets_in(const SnapshotScope& scope, const DesiredState& wanted,
                                    const RecordedState& recorded) {
  auto keys = snapshots_of_schedules(wanted, recorded, scope.schedules);
  std::erase_if(keys, [&](const ResourceKey& key) { return scope.without.contains(key); });
  return keys;
}

/// What time has to say, at the manifests that it is about.
void tell(Diagnostics& diagnostics, const std::vector<ScheduleNote>& notes,
          const DesiredState& desired) {
  for (const auto& note : notes) {
    const auto* resource = desired.find(note.key);
    diagnostics.push_back(
        {.severity = note.warning ? Severity::warning : Severity::note,
         .position = resource == nullptr ? Position{} : resource->position_of("/spec/ttl"),
         .message = to_string(note.key) + ": " + note.message});
  }
}

}  // namespace

std::set<Kind> kinds_to_observe(const DesiredState& desired, const RecordedState& recorded) {
  std::set<Kind> kinds;
  for (const auto& resource : desired.resources) {
    kinds.insert(resource.key.kind);
    for_each_reference(resource.spec, [&](const AnyReference& reference, std::string_view) {
      kinds.insert(reference.kind);
    });
  }
  for (const auto& [key, record] : recorded.resources) kinds.insert(key.kind);
  for (const auto& intent : recorded.open_intents) kinds.insert(intent.key.kind);
  return kinds;
}

Task<Result<LiveState>> observe_for(net::Context context, api::Client& client, net::Clock& clock,
                                    const RecordedState& recorded, std::set<Kind> kinds) {
  add_related(kinds);
  co_return co_await observe_only(std::move(context), client, clock, recorded, std::move(kinds));
}

Task<Result<LiveState>> observe_with_market(net::Context context, api::Client& client,
                                            net::Clock& clock, const DesiredState& desired,
                                            const RecordedState& recorded, std::set<Kind> kinds,
                                            const LiveState* last) {
  if (kinds.empty())
    co_return co_await observe_for(std::move(context), client, clock, recorded, std::move(kinds));
  const bool with_stock = kinds.contains(Kind::virtual_machine);
  kinds.insert({Kind::virtual_machine, Kind::volume});
  add_related(kinds);
  kinds.insert(Kind::snapshot);  // they are billed; their images are not
  Observing observing;
  auto group = co_await net::TaskGroup::open();
  group.spawn(read_lists(observing,
                         observe_only(context, client, clock, recorded, std::move(kinds), last)));
  group.spawn(read_prices(observing,
                          read_market(context.within(clock, observe_limit), client, with_stock)));
  co_await group.join();
  MUSTER_CO_TRY(auto live, std::move(observing.live));
  MUSTER_CO_TRY(live.market, std::move(observing.market));
  if (concerns_hibernation(desired, live))
    MUSTER_CO_CHECK(co_await read_hibernation_price(std::move(context), client, live.market));
  co_return live;
}

Result<void> check_endpoint(const RecordedState& recorded, const std::string& endpoint) {
  const bool owns_nothing = recorded.resources.empty() && recorded.open_intents.empty();
  if (owns_nothing || recorded.endpoint.empty() || recorded.endpoint == endpoint) return {};
  return fail(Errc::denied,
              "the ledger of this project is of what lives at " + recorded.endpoint +
                  ", and the endpoint is " + endpoint +
                  "; nothing was done. If that is the same account at a new address, say so with "
                  "`muster ledger set-endpoint " +
                  endpoint +
                  "`; for another account give the project another ledger (Project.spec.ledger)");
}

Task<Result<Situation>> plan_for(net::Context context, api::Client& client, net::Clock& clock,
                                 const DesiredState& desired, Situation found,
                                 ScheduleInputs schedules, KnownPlan known) {
  found.recorded = resolve_open_intents(std::move(found.recorded), found.live).state;
  MUSTER_CO_CHECK(co_await apply_time(std::move(context), client, clock.wall_now(), desired, found,
                                      std::move(schedules.facts), schedules.mode));
  const DesiredState& wanted = found.wanted(desired);
  for (const auto& key : schedules.not_now)
    if (wanted.find(key) != nullptr) found.options.excludes.push_back(key);
  if (schedules.only) {
    found.options.targets = targets_in(*schedules.only, wanted, found.recorded);
    if (found.options.targets.empty()) co_return found;  // without targets all would be planned
  }
  auto planned = known ? known(found) : std::nullopt;
  found.planned =
      planned ? *std::move(planned) : make_plan(wanted, found.live, found.recorded, found.options);
  // The daemon has other ways to tell them.
  if (schedules.mode == ScheduleMode::keep) tell(found.planned.diagnostics, found.notes, desired);
  co_return found;
}

Task<Result<Situation>> look_and_plan(net::Context context, api::Client& client, net::Clock& clock,
                                      const DesiredState& desired, RecordedState recorded,
                                      PlanOptions options, ScheduleInputs schedules) {
  MUSTER_CO_CHECK(check_endpoint(recorded, client.endpoint()));
  auto kinds = kinds_to_observe(desired, recorded);
  Situation found;
  MUSTER_CO_TRY(found.live, co_await observe_with_market(context, client, clock, desired, recorded,
                                                         std::move(kinds)));
  found.recorded = std::move(recorded);
  found.options = std::move(options);
  co_return co_await plan_for(std::move(context), client, clock, desired, std::move(found),
                              std::move(schedules));
}

Task<Result<Planned>> plan_against_account(net::Context context, api::Client& client,
                                           net::Clock& clock, const DesiredState& desired,
                                           const RecordedState& recorded, PlanOptions options) {
  MUSTER_CO_TRY(auto found, co_await look_and_plan(std::move(context), client, clock, desired,
                                                   recorded, std::move(options), {}));
  co_return std::move(found.planned);
}

Task<Result<Drift>> drift_against_account(net::Context context, api::Client& client,
                                          net::Clock& clock, const DesiredState& desired,
                                          const RecordedState& recorded, SecretKey secrets) {
  auto kinds = kinds_to_observe(DesiredState{}, recorded);
  if (kinds.empty()) co_return Drift{};
  MUSTER_CO_CHECK(check_endpoint(recorded, client.endpoint()));
  MUSTER_CO_TRY(const auto live, co_await observe_for(std::move(context), client, clock, recorded,
                                                      std::move(kinds)));
  const auto resolution = resolve_open_intents(recorded, live);
  co_return find_drift(desired, live, resolution.state, secrets);
}

}  // namespace muster
