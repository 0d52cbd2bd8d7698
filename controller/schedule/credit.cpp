#include "controller/schedule/credit.hpp"

#include "diff/live_view.hpp"
#include "diff/tariff.hpp"

#include <algorithm>
#include <tuple>

namespace muster {
namespace {

constexpr Duration low_by_default = std::chrono::hours(6);
/// Runways beyond this are looked at again by the way.
constexpr Duration foreseen = std::chrono::days(60);
constexpr std::int64_t one_hour = 3'600'000;

std::string words(Duration length) {
  return format_duration(std::chrono::floor<std::chrono::minutes>(length));
}

/// The account's money while machines are put to sleep and woken in thought.
class Purse {
 public:
  Purse(const LiveState& live, const PriceList& prices, Money balance)
      : balance_(balance), tariff_(prices, balance.currency), burn_(tariff_.nothing()) {
    for (const auto& machine : live.virtual_machines) add(tariff_.of(machine));
    for (const auto& volume : live.volumes) add(tariff_.of(volume));
    for (const auto& snapshot : live.snapshots) add(tariff_.of(snapshot));
  }

  const Money& balance() const { return balance_; }
  const Money& burn() const { return burn_; }

  /// Empty: for ever, or beyond what matters.
  std::optional<Duration> runway(const Money& burn) const {
    if (burn.nanos <= 0) return std::nullopt;
    const Nanos length = std::max<Nanos>(balance_.nanos, 0) * one_hour / burn.nanos;
    if (length > Duration(std::chrono::years(10)).count()) return std::nullopt;
    return Duration(static_cast<std::int64_t>(length));
  }
  std::optional<Duration> runway() const { return runway(burn_); }
  bool outlasts(Duration low) const {
    const auto length = runway();
    return !length || *length > low;
  }
  bool would_outlast(const LiveVirtualMachine& woken, Duration low) const {
    const auto length = runway(burn_ + difference(woken));
    return !length || *length > low;
  }

  void sleep(const LiveVirtualMachine& machine) { burn_ = burn_ - difference(machine); }
  void wake(const LiveVirtualMachine& machine) { burn_ = burn_ + difference(machine); }

 private:
  void add(const Rate& rate) {
    if (rate) burn_ = burn_ + *rate;
  }
  /// What hibernating saves. An unknown price of sleeping is that of nothing: it is tiny.
  Money difference(const LiveVirtualMachine& machine) const {
    const auto running = tariff_.running(machine).value_or(tariff_.nothing());
    const auto saved = running - tariff_.hibernated().value_or(tariff_.nothing());
    return saved.nanos > 0 ? saved : tariff_.nothing();
  }

  Money balance_;
  Tariff tariff_;
  Money burn_;
};

bool holds_awake(const CreditMachine& machine) {
  const auto heading = heading_of(*machine.live);
  return heading && *heading != PowerState::hibernated;
}

class Rationing {
 public:
  Rationing(const CreditRule& rule, Purse purse, std::vector<CreditMachine> machines)
      : rule_(rule), purse_(std::move(purse)), machines_(std::move(machines)) {
    std::erase_if(machines_,
                  [](const CreditMachine& m) { return m.live == nullptr || !heading_of(*m.live); });
    std::ranges::sort(machines_, {},
                      [](const CreditMachine& m) { return std::tie(m.priority, m.key); });
  }

  CreditDecision run(Timestamp now) {
    // What the schedules put to sleep is no longer paid for.
    for (const auto& machine : machines_)
      if (!machine.is_to_run && holds_awake(machine)) purse_.sleep(*machine.live);
    const auto before = purse_.runway();
    if (!purse_.outlasts(rule_.low)) report();
    if (rule_.hibernates) {
      shed();
      hold_back();
    }
    if (before && *before > rule_.low && *before - rule_.low < foreseen)
      decision_.next = now + (*before - rule_.low);
    return std::move(decision_);
  }

 private:
  std::string lasting() const {
    const auto runway = purse_.runway();
    return "the credit of " + format_money(purse_.balance()) + " lasts " +
           words(runway.value_or(Duration(0))) + " at " + format_money(purse_.burn()) + " per hour";
  }

  void report() {
    decision_.notes.push_back(
        {rule_.budget, true, "LowCredit",
         lasting() + ", no longer than " + format_duration(rule_.low) +
             (rule_.hibernates ? "; machines are hibernated, the lowest priority first"
                               : "; top it up, or set onLowCredit: hibernate")});
  }

  void shed() {
    for (const auto& machine : machines_) {
      if (purse_.outlasts(rule_.low)) return;
      if (!machine.is_to_run || !machine.may_be_slept || !holds_awake(machine)) continue;
      decision_.verdicts[machine.key] = CreditVerdict::shed;
      decision_.notes.push_back(
          {machine.key, true, "HibernatedForCredit",
           "it is hibernated, as " + lasting() + " (" + to_string(rule_.budget) + ")"});
      purse_.sleep(*machine.live);
    }
  }

  /// The highest priority wakes first.
  void hold_back() {
    for (auto machine = machines_.rbegin(); machine != machines_.rend(); ++machine) {
      if (!machine->is_to_run || holds_awake(*machine)) continue;
      if (decision_.verdicts.empty() && purse_.would_outlast(*machine->live, 2 * rule_.low)) {
        purse_.wake(*machine->live);
        continue;
      }
      decision_.verdicts[machine->key] = CreditVerdict::wait;
      decision_.notes.push_back({machine->key, true, "WaitingForCredit",
                                 "it stays hibernated until the credit lasts " +
                                     format_duration(2 * rule_.low) + " with it; now " + lasting() +
                                     " without it (" + to_string(rule_.budget) + ")"});
    }
  }

  const CreditRule& rule_;
  Purse purse_;
  std::vector<CreditMachine> machines_;
  CreditDecision decision_;
};

}  // namespace

std::optional<CreditRule> credit_rule(const DesiredState& desired) {
  std::optional<CreditRule> rule;
  for (const auto& resource : desired.resources) {
    const auto* budget = std::get_if<BudgetSpec>(&resource.spec);
    if (budget == nullptr || (!budget->on_low_credit && !budget->low_credit)) continue;
    const CreditRule said{resource.key, budget->low_credit.value_or(low_by_default),
                          budget->on_low_credit == OnLowCredit::hibernate};
    const bool stricter =
        !rule || std::pair(said.hibernates, said.low) > std::pair(rule->hibernates, rule->low);
    if (stricter) rule = said;
  }
  return rule;
}

bool is_used_up(const Market& market) {
  return market.balance && market.balance->nanos <= 0;
}

CreditDecision ration_credit(const CreditRule& rule, const LiveState& live,
                             std::vector<CreditMachine> machines, Timestamp now) {
  const Market& market = live.market;
  if (!market.prices || !market.balance) {
    CreditDecision decision;
    decision.notes.push_back({rule.budget, true, "CreditUnknown",
                              "how long the credit lasts is not known, as the account told neither "
                              "prices nor balance; nothing is hibernated for it"});
    return decision;
  }
  return Rationing(rule, Purse(live, *market.prices, *market.balance), std::move(machines))
      .run(now);
}

}  // namespace muster
