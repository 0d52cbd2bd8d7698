#include "controller/reconcile/cycle.hpp"

#include "controller/execute/recover.hpp"
#include "controller/reconcile/market.hpp"
#include "controller/reconcile/planning.hpp"
#include "controller/schedule/lives.hpp"
#include "diff/plan_check.hpp"
#include "diff/stock.hpp"
#include "diff/tariff.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

std::string listing(const std::vector<std::string>& lines) {
  constexpr std::size_t shown_max = 50;
  std::string text;
  for (std::size_t i = 0; i < std::min(lines.size(), shown_max); ++i) text += "\n  " + lines[i];
  if (lines.size() > shown_max)
    text += "\n  ... and " + std::to_string(lines.size() - shown_max) + " more";
  return text;
}

/// When a plan was performed before, for whoever does it twice.
Task<Result<std::optional<Timestamp>>> performed_at(Ledger& ledger, std::string hash) {
  MUSTER_CO_TRY(const auto entries, co_await ledger.entries());
  const auto found = std::ranges::find(entries, hash, &LedgerEntry::plan_hash);
  if (found == entries.end()) co_return std::nullopt;
  co_return found->at;
}

bool counts_hibernation(const Plan& plan) {
  return plan.cost && std::ranges::find(plan.cost->prices, hibernated_machines, &PriceSeen::what) !=
                          plan.cost->prices.end();
}

/// The saved plan, if what it rests on is still so.
Task<Result<Planned>> check_saved(net::Context context, World world, const RecordedState& recorded,
                                  const DesiredState& desired, const CycleOptions& options) {
  const Plan& saved = *options.saved;
  // A plan that was approved just now stands in no file.
  const std::string again = options.approved_hash ? "give the command again"
                                                  : "make a new plan with `muster plan --out FILE`";
  MUSTER_CO_TRY(auto live, co_await observe_with_market(context, world.client, world.clock, desired,
                                                        recorded, kinds_of(saved)));
  if (counts_hibernation(saved) && !concerns_hibernation(desired, live))
    MUSTER_CO_CHECK(co_await read_hibernation_price(context, world.client, live.market));
  const auto moved = moved_since(saved, live, recorded);
  if (moved.empty()) {
    const auto shortages = shortages_now(saved, live);
    if (shortages.empty()) co_return Planned{.plan = saved};
    co_return fail(
        Errc::no_capacity,
        "GPUs of this plan are not there any more. Nothing was done; try again later, or " + again +
            "." + listing(shortages));
  }
  MUSTER_CO_TRY(const auto before, co_await performed_at(world.ledger, saved.hash));
  co_return fail(Errc::stale,
                 (before ? "this plan was performed on " + format_timestamp(*before) +
                               ", at least in part; it is not performed again"
                         : std::string("what the plan rests on has moved since it was made")) +
                     ". Nothing was done; " + again + "." + listing(moved));
}

/// The first thing that is written says whose things the record is about.
Task<Result<void>> bind_to_endpoint(World world, const RecordedState& recorded) {
  if (recorded.endpoint == world.client.endpoint()) co_return Result<void>();
  co_return co_await world.ledger.append_note(world.lease, EndpointNote{world.client.endpoint()});
}

Task<Result<Planned>> decide_plan(net::Context context, World world, const DesiredState& desired,
                                  const CycleOptions& options) {
  MUSTER_CO_TRY(const auto recorded, co_await world.ledger.recorded());
  if (options.saved != nullptr)
    co_return co_await check_saved(context, world, recorded, desired, options);
  PlanOptions plan_options = options.plan;
  MUSTER_CO_TRY(plan_options.secrets, co_await world.ledger.secret_key());
  ScheduleInputs schedules = options.schedules;
  if (schedules.mode == ScheduleMode::keep) {
    MUSTER_CO_TRY(schedules.facts, co_await lives_for(world.ledger, desired, recorded));
  }
  MUSTER_CO_TRY(auto found,
                co_await look_and_plan(context, world.client, world.clock, desired, recorded,
                                       std::move(plan_options), std::move(schedules)));
  Planned& planned = found.planned;
  if (options.approved_hash && *options.approved_hash != planned.plan.hash)
    co_return fail(Errc::stale,
                   "the account or the record changed between the plan that was shown and now; "
                   "nothing was done. "
                   "Look at the new plan and apply that");
  co_return std::move(planned);
}

}  // namespace

Task<Result<Report>> perform(net::Context context, World world, const RecordedState& recorded,
                             const Plan& plan, const std::string& revision,
                             ExecuteOptions options) {
  MUSTER_CO_CHECK(co_await bind_to_endpoint(world, recorded));
  if (!plan.override_reason.empty())
    MUSTER_CO_CHECK(co_await world.ledger.append_note(
        world.lease, OverrideNote{plan.hash, plan.override_reason}));
  if (!revision.empty())
    MUSTER_CO_CHECK(
        co_await world.ledger.append_note(world.lease, RevisionNote{plan.hash, revision}));
  co_return co_await execute(context, plan, world, options);
}

Task<Result<Cycle>> run_cycle(net::Context context, World world, const DesiredState& desired,
                              CycleOptions options) {
  MUSTER_CO_TRY(const auto before, co_await world.ledger.recorded());
  MUSTER_CO_CHECK(check_endpoint(before, world.client.endpoint()));
  MUSTER_CO_TRY([[maybe_unused]] const auto recovery, co_await recover(context, world));
  Cycle cycle;
  MUSTER_CO_TRY(cycle.planned, co_await decide_plan(context, world, desired, options));
  const auto& plan = cycle.planned.plan;
  if (options.on_plan) options.on_plan(cycle.planned);
  if (!cycle.planned.may_be_performed() || plan.empty()) co_return cycle;
  MUSTER_CO_TRY(cycle.report,
                co_await perform(context, world, before, plan, options.revision, options.execute));
  co_return cycle;
}

}  // namespace muster
