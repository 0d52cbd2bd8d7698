#pragma once

#include "controller/schedule/power.hpp"
#include "model/kinds/budget.hpp"

#include <map>
#include <optional>
#include <vector>

namespace muster {

/// When the credit counts as low, and what is done then: what the strictest Budget says.
struct CreditRule {
  ResourceKey budget;
  Duration low{0};
  bool hibernates = false;
};

/// Of the Budgets that say anything about low credit; empty: none does.
std::optional<CreditRule> credit_rule(const DesiredState& desired);

/// Nothing is left, so that nothing can be woken. False when the balance is not known.
bool is_used_up(const Market& market);

/// A machine of the project as far as money is concerned.
struct CreditMachine {
  ResourceKey key;
  std::int64_t priority = 0;
  const LiveVirtualMachine* live = nullptr;
  bool is_to_run = false;    // without regard to the credit
  bool may_be_slept = true;  // no hold keeps it awake, and its GPUs would come back
};

struct CreditDecision {
  std::map<ResourceKey, CreditVerdict> verdicts;  // other than enough
  std::vector<ScheduleNote> notes;
  std::optional<Timestamp> next;  // when the credit becomes low
};

/// Who is hibernated, the lowest priority first, because the credit lasts no longer than the rule
/// says, and who is not woken yet. A machine is woken again only when the credit lasts twice as
/// long with it, so that nothing goes back and forth. Pure.
CreditDecision ration_credit(const CreditRule& rule, const LiveState& live,
                             std::vector<CreditMachine> machines, Timestamp now);

}  // namespace muster
