#include "controller/simulate/simulate.hpp"

#include "api/net/task_group.hpp"
#include "controller/reconcile/cycle.hpp"
#include "controller/reconcile/gates.hpp"
#include "controller/schedule/calendar.hpp"
#include "controller/schedule/schedule_facts.hpp"
#include "controller/simulate/collisions.hpp"
#include "controller/simulate/diary.hpp"
#include "controller/simulate/small_world.hpp"
#include "controller/simulate/stand_in.hpp"
#include "diff/live_view.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace muster {
namespace {

/// Long enough for everything to be made before the first day begins.
constexpr Duration set_up_time = std::chrono::hours(12);
constexpr Duration lease_time = std::chrono::hours(1);
/// After a plan that was refused or failed.
constexpr Duration try_again_after = std::chrono::minutes(15);
/// A project that still changes after so many plans in a row never settles.
constexpr int plans_in_a_row_max = 20;
constexpr std::int64_t plenty_of_cents = 100'000'000'000;

const ResourceKey whole_project{Kind::project, ""};

sandbox::Options cloud_options(const SimulationOptions& options) {
  sandbox::Options cloud;
  cloud.credit_cents = plenty_of_cents;
  cloud.currency = options.currency;
  cloud.stock_unlimited = options.stock.empty();
  cloud.stock = options.stock;
  cloud.page_default = cloud.page_max;
  return cloud;
}

std::string messages(const Diagnostics& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics)
    if (diagnostic.severity == Severity::error)
      text += (text.empty() ? "" : "; ") + diagnostic.message;
  return text;
}

class Simulation {
 public:
  Simulation(StandIn project, const ProjectSpec& settings, const SimulationOptions& options)
      : project_(std::move(project)),
        settings_(settings),
        options_(options),
        world_(cloud_options(options), options.from - set_up_time, options.from),
        diary_(world_.clock()) {}

  Result<Simulated> run() {
    auto done = world_.clock().run(live());
    if (!done) return fail(Errc::internal, "the simulation came to a standstill");
    if (!*done) return std::unexpected(std::move(*done).error());
    diary_.close(options_.to);
    find_collisions(project_.desired, options_.from, options_.to, diary_);
    return story();
  }

 private:
  Task<Result<void>> live() {
    MUSTER_CO_CHECK(co_await set_up());
    co_await sleep_until(options_.from);
    world_.set_balance(options_.credit_cents.value_or(plenty_of_cents));
    balances_.push_back(world_.balance());
    auto group = co_await net::TaskGroup::open();
    group.spawn(watch_the_meter());
    auto kept = co_await keep();
    co_await group.join();
    co_return kept;
  }

  Task<void> sleep_until(Timestamp instant) {
    const Duration wait = std::max(instant - world_.now(), Duration(0));
    co_await world_.clock().sleep_for(wait);
  }

  /// Makes everything as it is to be at the beginning, without anybody looking.
  Task<Result<void>> set_up() {
    MUSTER_CO_CHECK(co_await set_up_once(project_.desired));
    MUSTER_CO_TRY(const auto found, co_await look(ScheduleMode::act, project_.desired));
    const auto scheduled = apply_schedules(project_.desired, found.live, found.recorded, {},
                                           options_.from, ScheduleMode::act)
                               .desired;
    // The snapshots that are due belong to the first day.
    DesiredState wanted = project_.desired;
    for (auto& resource : wanted.resources)
      if (const auto* timed = scheduled.find(resource.key)) resource.spec = timed->spec;
    MUSTER_CO_CHECK(co_await set_up_once(wanted));
    MUSTER_CO_TRY(const auto settled, co_await look(ScheduleMode::keep, wanted));
    for (const auto& machine : settled.live.virtual_machines)
      if (heading_of(machine) == PowerState::hibernated)
        diary_.fall_asleep(machine.name, options_.from);
    co_return Result<void>();
  }

  Task<Result<void>> set_up_once(DesiredState desired) {
    MUSTER_CO_TRY(const auto found, co_await look(ScheduleMode::keep, desired));
    if (has_errors(found.planned.diagnostics))
      co_return fail(Errc::invalid_input, "this project cannot be made in an empty account: " +
                                              messages(found.planned.diagnostics));
    if (found.planned.plan.empty()) co_return Result<void>();
    MUSTER_CO_TRY(const auto report, co_await carry_out(found));
    for (std::size_t i = 0; i < report.steps.size(); ++i)
      if (const auto& error = report.steps[i].error)
        diary_.problem_at(options_.from, found.planned.plan.steps[i].resource,
                          "it cannot be made: " + error->message());
    co_return Result<void>();
  }

  Task<Result<Situation>> look(ScheduleMode mode, DesiredState desired) {
    auto& ledger = world_.ledger();
    MUSTER_CO_TRY(const auto recorded, co_await ledger.recorded());
    if (!facts_) {
      MUSTER_CO_TRY(const auto entries, co_await ledger.entries());
      facts_ = facts_from(entries);
    }
    PlanOptions plan_options;
    MUSTER_CO_TRY(plan_options.secrets, co_await ledger.secret_key());
    co_return co_await look_and_plan(net::Context(), world_.client(), world_.clock(), desired,
                                     recorded, std::move(plan_options), {*facts_, mode});
  }

  Task<Result<Report>> carry_out(const Situation& found) {
    auto& ledger = world_.ledger();
    MUSTER_CO_TRY(const Lease lease, co_await ledger.acquire("simulate", lease_time));
    const World world{world_.client(), ledger, lease, world_.clock(), diary_};
    ExecuteOptions execute_options;
    execute_options.poll_interval = std::chrono::seconds(30);
    execute_options.lease_ttl = lease_time;
    auto report = co_await perform(net::Context(), world, found.recorded, found.planned.plan, "",
                                   execute_options);
    facts_.reset();
    const auto released = co_await ledger.release(lease);
    if (!released) co_return std::unexpected(released.error());
    co_return report;
  }

  /// The daemon's loop, with a look at every instant at which time changes anything.
  Task<Result<void>> keep() {
    int plans_in_a_row = 0;
    while (world_.now() < options_.to) {
      MUSTER_CO_TRY(const auto found, co_await look(ScheduleMode::act, project_.desired));
      ++cycles_;
      const Timestamp now = world_.now();
      see_what_the_provider_did(found.live);
      diary_.take_notes(found.notes);
      auto next = std::min(found.wake_at.value_or(options_.to),
                           now + world_.runway().value_or(options_.to - now));
      next = std::max(next, now + std::chrono::seconds(1));
      const bool may_go = judge(found);
      if (!may_go) {
        next = std::min(next, now + try_again_after);
      } else if (found.planned.plan.empty()) {
        plans_in_a_row = 0;
      } else if (++plans_in_a_row > plans_in_a_row_max) {
        diary_.problem(whole_project, "it does not settle: each plan is followed by another one");
        next = now + try_again_after;
        plans_in_a_row = 0;
      } else {
        diary_.begin(found.planned.plan);
        MUSTER_CO_TRY(const auto report, co_await carry_out(found));
        next = report.succeeded() ? world_.now() : world_.now() + try_again_after;
      }
      co_await sleep_until(std::min(next, options_.to));
    }
    co_return Result<void>();
  }

  /// Whether the plan is performed; what stands in its way is told when it comes up. A plan that
  /// the daemon would ask about is taken to be approved.
  bool judge(const Situation& found) {
    const Planned& planned = found.planned;
    std::set<std::string> standing;
    if (has_errors(planned.diagnostics))
      standing.insert("the plan is refused: " + messages(planned.diagnostics));
    else if (has_errors(planned.shortages))
      standing.insert("there are no GPUs for it: " + messages(planned.shortages));
    const bool may_go = standing.empty();
    if (may_go && !planned.plan.empty()) {
      const auto held =
          held_by(planned, project_.desired, found.live, found.recorded, gate_limits(settings_));
      for (const auto& reason : held.reasons)
        standing.insert("the daemon would wait for `muster approve`: " + reason);
    }
    for (const auto& message : standing)
      if (!standing_.contains(message)) diary_.problem(whole_project, message);
    standing_ = std::move(standing);
    return may_go;
  }

  Task<void> watch_the_meter() {
    constexpr Duration step = std::chrono::hours(1);
    for (auto hour = options_.from; hour < options_.to;) {
      hour = std::min(hour + step, options_.to);
      co_await sleep_until(hour);
      const Money before = balances_.back();
      balances_.push_back(world_.balance());
      if (options_.credit_cents && !credit_ends_ && balances_.back().nanos <= 0)
        credit_ends_ = hour - part_of(step, before, balances_.back());
    }
  }

  /// Machines that sleep though nobody here put them to sleep: the provider did, as the credit is
  /// used up.
  void see_what_the_provider_did(const LiveState& live) {
    for (const auto& machine : live.virtual_machines) {
      if (heading_of(machine) != PowerState::hibernated || diary_.sleeps_now(machine.name))
        continue;
      if (!credit_ends_) credit_ends_ = world_.now();
      diary_.fall_asleep(machine.name, world_.now());
      diary_.tell({Kind::virtual_machine, machine.name}, "NoCredit",
                  "the provider hibernates it, as the credit is used up");
    }
  }

  /// How long before the end of the step there was nothing left.
  static Duration part_of(Duration step, const Money& before, const Money& after) {
    const Nanos spent = before.nanos - after.nanos;
    if (spent <= 0) return Duration(0);
    return Duration(static_cast<std::int64_t>(-after.nanos * step.count() / spent));
  }

  Simulated story() {
    Simulated told{.zone = options_.zone,
                   .from = options_.from,
                   .to = options_.to,
                   .cost = balances_.front() - balances_.back(),
                   .assumptions = std::move(project_.assumptions),
                   .cycles = cycles_};
    if (options_.credit_cents) told.credit = balances_.front();
    for (std::size_t i = 1; i < balances_.size(); ++i) {
      SimulatedHour hour{.begin = options_.from + (i - 1) * std::chrono::hours(1),
                         .cost = balances_[i - 1] - balances_[i]};
      if (told.credit) hour.left = balances_[i];
      told.hours.push_back(hour);
    }
    tell_end_of_credit(told);
    tell_days(told);
    told.problems = diary_.problems();
    return told;
  }

  void tell_end_of_credit(Simulated& told) {
    told.credit_ends = credit_ends_;
    if (credit_ends_ && told.credit)
      diary_.problem_at(*credit_ends_, whole_project,
                        "the credit of " + format_money(*told.credit) + " is used up");
  }

  void tell_days(Simulated& told) const {
    const auto events = diary_.events();
    const auto day_at = [&](Timestamp instant) -> SimulatedDay& {
      const auto date = wall_time(options_.zone, instant).day();
      if (told.days.empty() || told.days.back().date != date)
        told.days.push_back({.date = date,
                             .begin = instant,
                             .cost = told.cost - told.cost,
                             .left = std::nullopt,
                             .events = {}});
      return told.days.back();
    };
    for (const auto& hour : told.hours) {
      SimulatedDay& day = day_at(hour.begin);
      day.cost = day.cost + hour.cost;
      day.left = hour.left;
    }
    for (const auto& event : events) {
      const auto date = wall_time(options_.zone, std::max(event.at, told.from)).day();
      const auto day = std::ranges::find(told.days, date, &SimulatedDay::date);
      if (day != told.days.end()) day->events.push_back(event);
    }
  }

  StandIn project_;
  const ProjectSpec& settings_;
  const SimulationOptions& options_;
  SmallWorld world_;
  Diary diary_;
  std::optional<ScheduleFacts> facts_;
  std::set<std::string> standing_;
  std::vector<Money> balances_;  // at the beginning, and after each hour
  std::optional<Timestamp> credit_ends_;
  std::size_t cycles_ = 0;
};

}  // namespace

Result<Simulated> simulate(const DesiredState& desired, const ProjectSpec& project,
                           const SimulationOptions& options) {
  return Simulation(stand_in_for(desired), project, options).run();
}

}  // namespace muster
