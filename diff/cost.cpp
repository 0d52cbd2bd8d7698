#include "diff/cost.hpp"

#include "diff/draft.hpp"
#include "diff/plan_value.hpp"
#include "diff/plan_words.hpp"
#include "diff/tariff.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace muster {
namespace {

bool is_billed(Kind kind) {
  return kind == Kind::virtual_machine || kind == Kind::volume || kind == Kind::snapshot;
}

void add(CostTotal& total, const Rate& rate) {
  if (rate) total.known = total.known + *rate;
  total.unknown += rate ? 0 : 1;
}

void take(CostTotal& total, const Rate& rate) {
  if (rate) total.known = total.known - *rate;
  total.unknown -= rate ? 0 : 1;
}

Rate sum(const Rate& left, const Rate& right) {
  return left && right ? Rate(*left + *right) : std::nullopt;
}

/// Plays the steps through and watches what each thing costs.
class Meter {
 public:
  Meter(Plan& plan, const Draft& draft, const Tariff& tariff)
      : plan_(plan), draft_(draft), tariff_(tariff) {}

  PlanCost run() {
    PlanCost cost{.currency = tariff_.currency()};
    cost.project_before.known = cost.project_after.known = tariff_.nothing();
    cost.account_before = account();
    cost.account_after = cost.account_before;
    std::vector<Rate> before;
    before.reserve(draft_.subjects.size());
    for (const auto& subject : draft_.subjects) before.push_back(start(subject, cost));
    for (auto& step : plan_.steps) play(step, cost);
    std::map<ResourceKey, ResourceChange*> changes;
    for (auto& change : plan_.changes) changes.emplace(change.key, &change);
    for (std::size_t i = 0; i < draft_.subjects.size(); ++i) {
      const Subject& subject = draft_.subjects[i];
      if (!is_billed(subject.key.kind)) continue;
      const Rate after = finish(subject, cost);
      if (const auto change = changes.find(subject.key); change != changes.end())
        change->second->cost = CostChange{before[i], after};
    }
    return cost;
  }

 private:
  CostTotal account() const {
    CostTotal total{.known = tariff_.nothing()};
    const LiveState& state = draft_.live.state;
    for (const auto& machine : state.virtual_machines) add(total, tariff_.of(machine));
    for (const auto& volume : state.volumes) add(total, tariff_.of(volume));
    for (const auto& snapshot : state.snapshots) add(total, tariff_.of(snapshot));
    return total;
  }

  /// What all of its things cost at first.
  Rate start(const Subject& subject, PlanCost& cost) {
    Rate all = tariff_.nothing();
    if (!is_billed(subject.key.kind)) return all;
    const auto one = [&](const LiveThing& thing) {
      const Rate rate = tariff_.of(thing);
      of_thing(subject.key.kind, id_of(thing)) = rate;
      if (subject.recorded != nullptr) add(cost.project_before, rate);
      all = sum(all, rate);
    };
    if (exists(subject.live)) one(subject.live);
    for (const auto& thing : subject.leftovers) one(thing);
    return all;
  }

  Rate& of_thing(Kind kind, const RemoteId& id) {
    return rates_[static_cast<std::size_t>(kind)][id.text];
  }

  Rate& rate_of(const Step& step) {
    if (!step.id) return made_[step.resource];
    const Kind kind = step.resource.kind;
    // Nobody's: a step that was asked for by hand.
    if (!rates_[static_cast<std::size_t>(kind)].contains(step.id->text))
      of_thing(kind, *step.id) = tariff_.of(draft_.live.find(kind, *step.id));
    return of_thing(kind, *step.id);
  }

  Rate running(const Step& step) const {
    if (!step.id) {
      const auto found = deployed_.find(step.resource);
      return found == deployed_.end() ? Rate() : found->second;
    }
    const auto thing = draft_.live.find(step.resource.kind, *step.id);
    const auto* machine = std::get_if<const LiveVirtualMachine*>(&thing);
    return machine == nullptr ? Rate() : tariff_.running(**machine);
  }

  /// What a thing that is there costs.
  Rate of(const Target& target) const {
    const auto thing =
        target.id ? draft_.live.find(target.reference.kind, *target.id) : LiveThing();
    return exists(thing) ? tariff_.of(thing) : Rate();
  }

  /// What the thing costs once the step is done.
  Rate after(const Step& step, const Rate& before) {
    const Operation& operation = step.operation;
    if (deletes(operation)) return tariff_.nothing();
    if (const auto* volume = std::get_if<CreateVolume>(&operation))
      return tariff_.of(volume->spec, volume->spec.size);
    if (const auto* clone = std::get_if<CloneVolume>(&operation)) return of(clone->source);
    if (const auto* machine = made_machine(operation))
      return deployed_[step.resource] = tariff_.running(*machine);
    if (std::holds_alternative<CreateSnapshot>(operation)) return tariff_.new_snapshot();
    if (const auto* resize = std::get_if<ResizeVolume>(&operation)) {
      const auto* resource = draft_.find(step.resource);
      const auto* wanted = resource == nullptr || resource->desired == nullptr
                               ? nullptr
                               : std::get_if<VolumeSpec>(&resource->desired->spec);
      return wanted == nullptr ? Rate() : tariff_.of(*wanted, resize->to);
    }
    if (std::holds_alternative<HibernateInstance>(operation)) return tariff_.hibernated();
    if (std::holds_alternative<StartInstance>(operation) ||
        std::holds_alternative<StopInstance>(operation) ||
        std::holds_alternative<RestoreInstance>(operation))
      return running(step);
    return before;
  }

  void play(Step& step, PlanCost& cost) {
    if (!is_billed(step.resource.kind)) return;
    const bool is_new = creates(step.operation);
    Rate& rate = is_new ? made_[step.resource] : rate_of(step);
    const Rate before = is_new ? Rate(tariff_.nothing()) : rate;
    rate = after(step, before);
    step.cost = CostChange{before, rate};
    take(cost.account_after, before);
    add(cost.account_after, rate);
  }

  /// What all of its things cost in the end.
  Rate finish(const Subject& subject, PlanCost& cost) {
    const bool owned_after = subject.action != Action::forget &&
                             (subject.recorded != nullptr || subject.desired != nullptr);
    Rate all = tariff_.nothing();
    const auto one = [&](const Rate& rate) {
      all = sum(all, rate);
      if (owned_after) add(cost.project_after, rate);
    };
    if (exists(subject.live)) one(of_thing(subject.key.kind, subject.id()));
    for (const auto& thing : subject.leftovers) one(of_thing(subject.key.kind, id_of(thing)));
    const auto made = made_.find(subject.key);
    if (made != made_.end()) one(made->second);
    return all;
  }

  Plan& plan_;
  const Draft& draft_;
  const Tariff& tariff_;
  // By kind and id, of what was there.
  std::array<std::unordered_map<std::string, Rate>, enum_names<Kind>.size()> rates_;
  std::map<ResourceKey, Rate> made_;      // of what the plan makes
  std::map<ResourceKey, Rate> deployed_;  // the same while it runs
};

std::string per_hour(const Money& money) {
  return format_money(money) + " per hour";
}

/// What hibernating and deleting saves, and what stopping does not.
void tell_savings(const Plan& plan, const Tariff& tariff, PlanCost& cost) {
  Money by_deleting = tariff.nothing();
  Money by_hibernating = tariff.nothing();
  for (const auto& change : plan.changes) {
    if (!change.cost || !change.cost->before || !change.cost->after) continue;
    if (change.action == Action::remove)
      by_deleting = by_deleting + (*change.cost->before - *change.cost->after);
  }
  for (const auto& step : plan.steps)
    if (std::holds_alternative<HibernateInstance>(step.operation) && step.id && step.cost &&
        step.cost->before && step.cost->after)
      by_hibernating = by_hibernating + (*step.cost->before - *step.cost->after);
  if (by_deleting.nanos > 0)
    cost.savings.push_back("what is deleted no longer costs " + per_hour(by_deleting));
  if (by_hibernating.nanos > 0)
    cost.savings.push_back("hibernating saves " + per_hour(by_hibernating));
  Money stopped = tariff.nothing();
  std::set<ResourceKey> machines;
  for (const auto& step : plan.steps) {
    const bool last_state = std::holds_alternative<StopInstance>(step.operation) &&
                            std::ranges::none_of(plan.steps, [&](const Step& other) {
                              return &other > &step && other.resource == step.resource &&
                                     !std::holds_alternative<Remember>(other.operation);
                            });
    if (!last_state || !step.cost || !step.cost->after) continue;
    machines.insert(step.resource);
    stopped = stopped + *step.cost->after;
  }
  if (!machines.empty())
    cost.savings.push_back("stopping saves nothing: stopped machines are billed in full (" +
                           (machines.size() == 1 ? to_string(*machines.begin())
                                                 : std::to_string(machines.size()) + " machines") +
                           ", " + per_hour(stopped) + "); hibernating them would");
}

/// Both machines are billed while one replaces the other.
void tell_overlap(const Plan& plan, PlanCost& cost) {
  for (const auto& change : plan.changes) {
    if (change.action != Action::replace_create_first || !change.cost || !change.cost->before)
      continue;
    for (const std::size_t index : change.steps) {
      const Step& step = plan.steps[index];
      if (made_machine(step.operation) == nullptr) continue;
      const auto milliseconds = step.expected.count();
      constexpr std::int64_t hour = 3'600'000;
      cost.one_off.push_back(to_string(change.key) + ": the old machine runs for about " +
                             format_duration(step.expected) + " beside the new one, for about " +
                             format_money(*change.cost->before * milliseconds / hour));
    }
  }
}

bool makes(const Plan& plan, Kind kind) {
  return std::ranges::any_of(plan.steps, [kind](const Step& step) {
    return step.resource.kind == kind && creates(step.operation);
  });
}

/// What the totals take for granted.
void tell_assumptions(Plan& plan, PlanCost& cost) {
  if (makes(plan, Kind::snapshot))
    plan.notes.push_back("the size of a snapshot is known when it is finished: new ones count as " +
                         format_gigabytes(snapshot_size) + ", the fixed size of boot disks");
  if (makes(plan, Kind::custom_image))
    cost.unknown.emplace_back("no price of custom images is published: they are in no total");
}

void tell_unknown(const Tariff& tariff, PlanCost& cost) {
  for (const auto& [what, times] : tariff.missing())
    cost.unknown.push_back("no price of " + what + " in " +
                           std::string(to_string(tariff.currency())) +
                           " is known: what it applies to is in no total");
}

std::string digest_of(const std::vector<PriceSeen>& prices) {
  std::string text;
  for (const auto& seen : prices) text += seen.what + " " + format_exact(seen.price) + "\n";
  return sha256_hex(text);
}

std::optional<Duration> lasts(const Money& balance, const CostTotal& burn) {
  if (burn.known.nanos <= 0) return std::nullopt;
  if (balance.nanos <= 0) return Duration::zero();
  constexpr std::int64_t hour = 3'600'000;
  constexpr Duration longest = std::chrono::years(100);
  const Nanos milliseconds = balance.nanos * hour / burn.known.nanos;
  return milliseconds > longest.count() ? longest
                                        : Duration(static_cast<std::int64_t>(milliseconds));
}

}  // namespace

std::optional<PlanCost> cost_in(const Plan& plan, const Draft& draft, Currency currency) {
  const auto& prices = draft.live.state.market.prices;
  if (!prices) return std::nullopt;
  Plan copy = plan;
  const Tariff tariff(*prices, currency);
  PlanCost cost = Meter(copy, draft, tariff).run();
  tell_unknown(tariff, cost);
  return cost;
}

std::optional<Runway> runway_of(const PlanCost& cost, const Market& market) {
  if (!market.balance) return std::nullopt;
  return Runway{.balance = *market.balance,
                .before = lasts(*market.balance, cost.account_before),
                .after = lasts(*market.balance, cost.account_after),
                .known = cost.account_before.unknown + cost.account_after.unknown == 0};
}

void price(Plan& plan, const Draft& draft) {
  const Market& market = draft.live.state.market;
  for (const auto& problem : market.problems) plan.notes.push_back(problem);
  if (!market.prices) return;
  const Tariff tariff(*market.prices, currency_of(market));
  PlanCost cost = Meter(plan, draft, tariff).run();
  cost.prices = tariff.used();
  cost.prices_digest = digest_of(cost.prices);
  tell_savings(plan, tariff, cost);
  tell_overlap(plan, cost);
  tell_unknown(tariff, cost);
  tell_assumptions(plan, cost);
  plan.runway = runway_of(cost, market);
  plan.cost = std::move(cost);
}

}  // namespace muster
