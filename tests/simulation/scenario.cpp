#include "tests/simulation/scenario.hpp"

#include "manifests/loader.hpp"
#include "tests/simulation/generator.hpp"
#include "tests/simulation/hand.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace muster::simulation {
namespace {

constexpr int rounds = 4;
constexpr int troubled_applies_max = 3;
/// So many applies in a calm world bring any project to rest.
constexpr int calm_applies_max = 6;

/// How applying again and again in a calm world ends.
enum class Rest {
  reached,
  refused,  // the planner will not do it
  too_few,  // GPUs
  over,     // the end of the story, well or not
};

class Play : Story {
 public:
  explicit Play(std::uint64_t seed)
      : Story(seed, settings_for(seed), 0x706c6179U), generator_(seed) {}

  Outcome run();

 private:
  struct Applied {
    bool ended = false;
    std::optional<Cycle> cycle;
    bool refused() const { return cycle && has_errors(cycle->planned.diagnostics); }
    bool succeeded() const {
      return cycle && cycle->planned.may_be_performed() && cycle->report.succeeded();
    }
  };

  bool round(bool last);
  bool read_manifests();
  Applied apply(const Fate& fate, const std::string& holder = "somebody@somewhere pid 1");
  Fate fate();
  void meddle();
  void second_muster();
  void troubled_applies();
  bool converge();
  Rest come_to_rest();
  bool change_what_is_refused();
  bool change_what_is_too_big();
  static bool found_too_few(const Applied& applied);
  bool apply_what_was_shown();
  bool cannot_detach(const Applied& applied) const;
  bool costs_what_it_said(const Plan& plan);
  bool is_at_rest();
  bool check_always();

  Generator generator_;
  DesiredState desired_;
  std::set<std::string> protected_;
  bool destroy_ = false;
  bool undisturbed_ = true;  // since the project was at rest the last time
  bool awake_ = false;       // the author has done so in this round
  bool small_ = false;
};

bool Play::read_manifests() {
  const auto text = generator_.text();
  world_.note(world_.now, "manifests:\n" + text);
  auto loaded = load({{"project.yaml", text}}, {});
  for (const auto& diagnostic : loaded.diagnostics)
    if (diagnostic.severity == Severity::error)
      return fail("the manifests are not valid: " + render(diagnostic));
  desired_ = std::move(loaded.desired);
  return true;
}

/// What must hold at any time, whatever happened.
bool Play::check_always() {
  const auto recorded = now(world_.ledger.recorded());
  const auto entries = now(world_.ledger.entries());
  const auto foreign = foreign_.size();
  forget_adopted(foreign_, entries);
  outcome_.adoptions += foreign - foreign_.size();
  const auto before = std::exchange(protected_, protected_ids(recorded));
  return holds(protected_is_there(world_.cloud, before)) &&
         holds(nothing_is_lost(world_.cloud, recorded, entries, foreign_)) &&
         holds(foreign_is_untouched(world_.cloud, foreign_)) &&
         holds(retained_is_there(world_.cloud, recorded, entries)) &&
         holds(shows_no_secret(world_.exposed, recorded, entries));
}

Fate Play::fate() {
  Fate fate{.faults = world_.settings.faults};
  const auto way = random_.below(10);
  constexpr Death deaths[] = {Death::before_write, Death::after_write, Death::before_call,
                              Death::after_call, Death::after_call};
  if (way < std::size(deaths)) {
    let_die(fate, deaths[way], 30, 80);
  } else if (way == 5) {
    fate.stops_at_call = occasion(80);
  } else if (way < 8) {
    fate.meddled_at_call = occasion(80);
    fate.meddle = [this] { meddle(); };
  }
  return fate;
}

/// P8: while one works, another one does nothing.
void Play::second_muster() {
  const auto changes = world_.cloud.changes_accepted();
  Process other(world_, {}, random_.next());
  const auto result =
      other.run(other.apply(desired_, {.destroy = destroy_}, "somebody@elsewhere pid 2"));
  const bool locked = result && !*result && result->error().code() == Errc::locked;
  if (!locked || world_.cloud.changes_accepted() != changes)
    fail("P8: two musters work on one project");
}

/// In the middle of an apply: somebody changes the account, starts another muster, or takes the
/// project over because this one seems to be dead.
void Play::meddle() {
  world_.note(world_.now, "--- meanwhile");
  switch (random_.below(4)) {
    case 0:
      return second_muster();
    case 1:
      apply({});
      break;
    default:
      disturb(world_, random_);
  }
  world_.note(world_.now, "--- meanwhile ends");
}

Play::Applied Play::apply(const Fate& fate, const std::string& holder) {
  ++outcome_.applies;
  world_.note(world_.now, "--- apply");
  Applied applied;
  Process process(world_, fate, random_.next());
  auto result = process.run(process.apply(desired_, {.destroy = destroy_}, holder));
  applied.ended = result.has_value();
  if (process.dead()) {
    ++outcome_.deaths;
    return applied;
  }
  if (!result) {
    fail("P6: the apply never ends");
    return applied;
  }
  if (!*result) {
    world_.note(process.clock().wall_now(), "apply failed: " + result->error().text());
    world_.exposed += result->error().text();
    return applied;
  }
  applied.cycle = std::move(**result);
  for (const auto& diagnostic : applied.cycle->planned.diagnostics)
    world_.note(process.clock().wall_now(), render(diagnostic));
  for (const auto& step : applied.cycle->report.steps)
    if (step.error) world_.exposed += step.error->text();
  return applied;
}

void Play::troubled_applies() {
  const auto count = random_.below(3) == 0 ? 0 : random_.below(troubled_applies_max + 1);
  for (std::uint64_t i = 0; i < count && outcome_.violations.empty(); ++i) {
    undisturbed_ = false;
    apply(fate());
    if (!check_always()) return;
    constexpr std::chrono::seconds pauses[] = {std::chrono::seconds(0), std::chrono::seconds(1),
                                               std::chrono::seconds(10), std::chrono::minutes(10)};
    world_.now += pauses[random_.below(4)];
  }
}

/// Where attaching only adds, nothing leaves a firewall and firewalls in use stay: that is
/// reported, and the story ends.
bool Play::cannot_detach(const Applied& applied) const {
  if (world_.settings.cloud.attach != sandbox::AttachSemantics::additive || !applied.cycle)
    return false;
  const auto& cycle = *applied.cycle;
  bool firewalls = false;
  for (std::size_t i = 0; i < cycle.report.steps.size(); ++i) {
    const auto status = cycle.report.steps[i].status;
    if (status == StepStatus::done || status == StepStatus::skipped) continue;
    if (cycle.planned.plan.steps[i].resource.kind != Kind::firewall) return false;
    firewalls = true;
  }
  return firewalls;
}

bool Play::found_too_few(const Applied& applied) {
  if (applied.cycle && has_errors(applied.cycle->planned.shortages)) return true;
  return applied.cycle && std::ranges::any_of(applied.cycle->report.steps, [](const auto& step) {
           return step.error && step.error->code() == Errc::no_capacity;
         });
}

Rest Play::come_to_rest() {
  for (int i = 0; i < calm_applies_max; ++i) {
    const auto before = world_.cloud.changes_accepted();
    const auto applied = apply({});
    if (!check_always() || !applied.ended) return Rest::over;
    if (undisturbed_ && applied.cycle &&
        world_.cloud.changes_accepted() - before > applied.cycle->planned.plan.calls) {
      fail("P2: an apply made more calls than its plan says");
      return Rest::over;
    }
    if (applied.refused()) return Rest::refused;
    if (applied.succeeded() && undisturbed_ && !costs_what_it_said(applied.cycle->planned.plan))
      return Rest::over;
    if (applied.succeeded()) return Rest::reached;
    if (found_too_few(applied) && !small_) return Rest::too_few;
    if (cannot_detach(applied)) return Rest::over;
    if (undisturbed_) {
      fail("P2: a plan cannot be carried out although nobody disturbs");
      return Rest::over;
    }
  }
  fail("P3: the apply does not succeed in a calm world");
  return Rest::over;
}

/// The cost that a plan shows is what the account then burns, to the last digit.
bool Play::costs_what_it_said(const Plan& plan) {
  world_.cloud.advance(world_.now);
  constexpr auto settled = std::to_array<std::string_view>(
      {"ACTIVE", "SHUTOFF", "HIBERNATED", "ERROR", "available", "in-use", "error", "SUCCESS"});
  for (const auto& object : world_.cloud.objects())
    if ((object.kind == "instance" || object.kind == "volume" || object.kind == "snapshot") &&
        std::ranges::find(settled, object.status) == settled.end())
      return true;  // not billed before it is settled
  if (!plan.cost || plan.cost->account_after.unknown > 0)
    return fail("the plan does not know what it costs");
  constexpr std::int64_t nanos_per_hour = 10'000;  // of a unit per minute
  const Nanos billed = Nanos{world_.cloud.burn_units()} * nanos_per_hour;
  if (plan.cost->account_after.known.nanos == billed) return true;
  return fail("the plan says the account costs " + format_exact(plan.cost->account_after.known) +
              " an hour, and it is billed " + format_exact({billed, plan.cost->currency}));
}

/// P3 and P4: the plan is empty, and one more apply changes nothing.
bool Play::is_at_rest() {
  const auto changes = world_.cloud.changes_accepted();
  const auto again = apply({});
  if (!again.succeeded() || !again.cycle->planned.plan.empty())
    return fail("P3: after an apply that succeeded there is something to do");
  if (world_.cloud.changes_accepted() != changes)
    return fail("P4: an apply with nothing to do changed the account");
  if (!costs_what_it_said(again.cycle->planned.plan)) return false;
  if (destroy_ && !now(world_.ledger.recorded()).resources.empty())
    return fail("P3: something is left after destroying everything");
  return check_always() && is_in_order();
}

/// P2: a plan that was shown is the plan that is carried out. What an interrupted run left open may
/// turn out otherwise than it looked.
bool Play::apply_what_was_shown() {
  const bool open = !now(world_.ledger.recorded()).open_intents.empty();
  Process process(world_, {}, random_.next());
  const auto shown = process.run(process.plan(desired_, {.destroy = destroy_}));
  if (!shown || !*shown) return fail("P2: no plan in a calm world");
  const auto& planned = **shown;
  if (!planned.may_be_performed() || planned.plan.empty()) return true;
  const auto result = process.run(process.apply(desired_, {.destroy = destroy_},
                                                "somebody@somewhere pid 1", planned.plan.hash));
  const bool stale = result && !*result && result->error().code() == Errc::stale;
  return !stale || open || fail("P2: the plan that was shown is refused in a calm world");
}

/// What a hibernated machine or a protection forbids: the author wakes the machines, and goes the
/// two steps to delete what is protected.
bool Play::change_what_is_refused() {
  if (std::exchange(awake_, true))
    return fail("P3: the plan is refused although every machine is to be active");
  ++outcome_.refusals;
  generator_.wake_machines();
  generator_.lift_protection();
  const bool destroy = std::exchange(destroy_, false);
  if (!read_manifests()) return false;
  Rest rest = come_to_rest();
  if (rest == Rest::too_few) {
    // The protection has not been lifted yet.
    if (!change_what_is_too_big()) return false;
    rest = come_to_rest();
  }
  if (rest == Rest::over) return false;
  if (rest == Rest::refused)
    return fail("P3: the plan is refused although nothing is to be deleted");
  destroy_ = destroy;
  generator_.drop_unprotected();
  return read_manifests();
}

bool Play::change_what_is_too_big() {
  small_ = true;
  ++outcome_.shortages;
  undisturbed_ = false;
  generator_.make_do_with_one_machine();
  return read_manifests();
}

bool Play::converge() {
  awake_ = false;
  small_ = false;
  // Lists have caught up with what somebody changed by hand.
  world_.now += std::chrono::seconds(20 + random_.below(30));
  if (!undisturbed_ && !apply_what_was_shown()) return false;
  for (Rest rest = come_to_rest(); rest != Rest::reached; rest = come_to_rest()) {
    if (rest == Rest::over) return false;
    if (rest == Rest::refused && !change_what_is_refused()) return false;
    if (rest == Rest::too_few && !change_what_is_too_big()) return false;
  }
  // What was deleted leaves the lists.
  world_.now += std::chrono::minutes(2);
  undisturbed_ = true;
  return is_at_rest();
}

bool Play::round(bool last) {
  generator_.edit();
  destroy_ = last && random_.below(3) == 0;
  if (!read_manifests()) return false;
  if (random_.below(3) == 0) {
    disturb(world_, random_);
    undisturbed_ = false;
    if (random_.below(2) == 0) world_.now += std::chrono::minutes(5);
  }
  troubled_applies();
  if (!outcome_.violations.empty()) return false;
  return (!last && random_.below(3) == 0) || converge();
}

Outcome Play::run() {
  begin();
  for (int i = 1; i <= rounds; ++i)
    if (!round(i == rounds)) break;
  return end();
}

}  // namespace

Outcome play(std::uint64_t seed) {
  Play game(seed);
  return game.run();
}

}  // namespace muster::simulation
