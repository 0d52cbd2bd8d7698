#include "controller/reconcile/planning.hpp"

#include "api/net/task_group.hpp"
#include "api/observe.hpp"
#include "controller/execute/look.hpp"
#include "controller/reconcile/images.hpp"
#include "controller/reconcile/market.hpp"
#include "controller/schedule/snapshot_schedules.hpp"
#include "model/references.hpp"

#include <algorithm>
#include <vector>

namespace muster {
namespace {

/// Enough for the lists of a large account at a slow rate; a server that asks for more patience
/// gets an error instead.
constexpr Duration observe_limit = std::chrono::minutes(15);

/// Lists lag (inferred): for so long, they may not show what was just made.
constexpr Duration listed_within = std::chrono::seconds(30);
constexpr Duration list_again_after = std::chrono::seconds(2);

/// Kinds of which something was made just now that its list does not show.
std::set<Kind> not_listed_yet(const LiveState& live, const RecordedState& recorded, Timestamp now) {
  std::set<Kind> kinds;
  for (const auto& [key, resource] : recorded.resources) {
    const Duration age = now - resource.created_at;
    const bool is_new = -listed_within < age && age < listed_within;
    if (is_new && std::ranges::find(live.observed, key.kind) != live.observed.end() &&
        !shows(live, key.kind, resource.id))
      kinds.insert(key.kind);
  }
  return kinds;
}

/// Of the things that no list shows, the kinds of those that are there when asked for by their id:
/// how old a thing is does not tell when somebody has set the clock. When many are missing at once,
/// some are asked for.
Task<Result<std::set<Kind>>> there_all_the_same(net::Context context, api::Client& client,
                                                const LiveState& live,
                                                const RecordedState& recorded) {
  constexpr std::size_t asked_max = 20;
  std::set<Kind> kinds;
  std::size_t asked = 0;
  for (const auto& [key, resource] : recorded.resources) {
    if (std::ranges::find(live.observed, key.kind) == live.observed.end() ||
        shows(live, key.kind, resource.id) || kinds.contains(key.kind))
      continue;
    if (++asked > asked_max) break;
    MUSTER_CO_TRY(const auto alone, co_await read_thing(context, client, key.kind, resource.id));
    if (shows(alone, key.kind, resource.id)) kinds.insert(key.kind);
  }
  co_return kinds;
}

/// Looks again until everything is there. What is missing all the same is gone.
Task<Result<LiveState>> wait_for_lists(net::Context context, api::Client& client, net::Clock& clock,
                                       LiveState live, const RecordedState& recorded) {
  const auto until = clock.now() + listed_within;
  while (clock.now() < until) {
    auto missing = not_listed_yet(live, recorded, clock.wall_now());
    if (missing.empty()) {
      MUSTER_CO_TRY(missing, co_await there_all_the_same(context, client, live, recorded));
    }
    if (missing.empty()) break;
    if (context.stop_requested()) co_return fail(Errc::cancelled, "interrupted");
    co_await clock.sleep_for(list_again_after);
    for (const Kind kind : missing) {
      MUSTER_CO_TRY(LiveState fresh, co_await list_kind(context, client, kind));
      replace_lists(live, std::move(fresh));
    }
  }
  co_return live;
}

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
                                     const RecordedState& recorded, std::set<Kind> kinds) {
  std::erase_if(kinds, [](Kind kind) { return !is_managed(kind); });
  std::vector<Kind> wanted(kinds.begin(), kinds.end());
  context = context.within(clock, observe_limit);
  MUSTER_CO_TRY(LiveState live, co_await api::observe(context, client, clock, std::move(wanted)));
  MUSTER_CO_TRY(live, co_await wait_for_lists(context, client, clock, std::move(live), recorded));
  MUSTER_CO_CHECK(co_await complete_images(std::move(context), client, live));
  co_return live;
}

/// The API has the last word on which machines it takes snapshots of. It is asked when one is due.
Task<Result<Scheduled>> apply_and_ask(net::Context context, api::Client& client, Timestamp now,
                                      const DesiredState& desired, const Situation& found,
                                      ScheduleFacts facts, ScheduleMode mode) {
  auto scheduled = apply_schedules(desired, found.live, found.recorded, facts, now, mode);
  if (mode == ScheduleMode::keep || !takes_snapshots(scheduled, found.recorded))
    co_return scheduled;
  const auto choices = co_await client.list_snapshot_eligible(std::move(context));
  if (!choices && choices.error().code() == Errc::not_found) co_return scheduled;  // no such list
  if (!choices) co_return std::unexpected(choices.error());
  facts.eligible.emplace();
  for (const auto& machine : *choices) facts.eligible->insert(machine.id);
  co_return apply_schedules(desired, found.live, found.recorded, facts, now, mode);
}

std::vector<ResourceKey> targets_in(const SnapshotScope& scope, const Situation& found) {
  auto keys = snapshots_of_schedules(found.scheduled, found.recorded, scope.schedules);
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
                                            const RecordedState& recorded, std::set<Kind> kinds) {
  if (kinds.empty())
    co_return co_await observe_for(std::move(context), client, clock, recorded, std::move(kinds));
  const bool with_stock = kinds.contains(Kind::virtual_machine);
  kinds.insert({Kind::virtual_machine, Kind::volume});
  add_related(kinds);
  kinds.insert(Kind::snapshot);  // they are billed; their images are not
  Observing observing;
  auto group = co_await net::TaskGroup::open();
  group.spawn(
      read_lists(observing, observe_only(context, client, clock, recorded, std::move(kinds))));
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

Task<Result<Situation>> look_and_plan(net::Context context, api::Client& client, net::Clock& clock,
                                      const DesiredState& desired, const RecordedState& recorded,
                                      PlanOptions options, ScheduleInputs schedules) {
  MUSTER_CO_CHECK(check_endpoint(recorded, client.endpoint()));
  auto kinds = kinds_to_observe(desired, recorded);
  Situation found;
  MUSTER_CO_TRY(found.live, co_await observe_with_market(context, client, clock, desired, recorded,
                                                         std::move(kinds)));
  found.recorded = resolve_open_intents(recorded, found.live).state;
  MUSTER_CO_TRY(found.scheduled,
                co_await apply_and_ask(std::move(context), client, clock.wall_now(), desired, found,
                                       std::move(schedules.facts), schedules.mode));
  for (const auto& key : schedules.not_now)
    if (found.scheduled.desired.find(key) != nullptr) options.excludes.push_back(key);
  found.options = std::move(options);
  if (schedules.only) {
    found.options.targets = targets_in(*schedules.only, found);
    if (found.options.targets.empty()) co_return found;  // without targets all would be planned
  }
  found.planned = make_plan(found.scheduled.desired, found.live, found.recorded, found.options);
  // The daemon has other ways to tell them.
  if (schedules.mode == ScheduleMode::keep)
    tell(found.planned.diagnostics, found.scheduled.notes, desired);
  co_return found;
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
