#include "controller/reconcile/cycle.hpp"

#include "controller/execute/recover.hpp"
#include "controller/reconcile/planning.hpp"

#include <utility>

namespace muster {

Task<Result<Cycle>> run_cycle(net::Context context, World world, const DesiredState& desired,
                              CycleOptions options) {
  MUSTER_CO_TRY([[maybe_unused]] const auto recovery, co_await recover(context, world));
  MUSTER_CO_TRY(const auto recorded, co_await world.ledger.recorded());
  MUSTER_CO_TRY(options.plan.secrets, co_await world.ledger.secret_key());
  Cycle cycle;
  MUSTER_CO_TRY(cycle.planned,
                co_await plan_against_account(context, world.client, world.clock, desired, recorded,
                                              std::move(options.plan)));
  const auto& plan = cycle.planned.plan;
  if (options.approved_hash && *options.approved_hash != plan.hash)
    co_return fail(Errc::stale,
                   "the account or the record changed between the plan that was shown and now; "
                   "nothing was done. "
                   "Look at the new plan and apply that");
  if (options.on_plan) options.on_plan(cycle.planned);
  if (!has_errors(cycle.planned.diagnostics) && !plan.empty())
    cycle.report = co_await execute(context, plan, world, options.execute);
  co_return cycle;
}

}  // namespace muster
