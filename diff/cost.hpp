#pragma once

#include "model/market.hpp"
#include "model/money.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// Money per hour. Empty: not known, which is never the same as nothing.
using Rate = std::optional<Money>;

struct CostChange {
  Rate before;
  Rate after;
  bool operator==(const CostChange&) const = default;
};

/// The sum of what is known, per hour, and how many things are not in it.
struct CostTotal {
  Money known;
  std::size_t unknown = 0;
  bool operator==(const CostTotal&) const = default;
};

/// Hours in a month, as cloud prices are compared.
inline constexpr std::int64_t hours_per_month = 730;

/// A price that a plan counted with, as its list has it.
struct PriceSeen {
  std::string what;  // "L40 on legacy", per GPU; "SSD volumes", per TB; ...
  Money price;
  bool operator==(const PriceSeen&) const = default;
};

/// What a plan costs, by the price list that was read with it, in settled states: a machine that is
/// starting counts as running.
struct PlanCost {
  Currency currency = Currency::usd;
  CostTotal project_before, project_after;  // what muster owns here
  CostTotal account_before, account_after;  // everything that is billed
  std::vector<PriceSeen> prices;            // sorted by what
  std::string prices_digest;                // of these
  std::vector<std::string> one_off;         // sentences: what is paid once
  std::vector<std::string>
      savings;  // sentences: what is no longer paid, or is in spite of stopping
  std::vector<std::string> unknown;  // sentences: which prices are missing
  bool operator==(const PlanCost&) const = default;
};

/// How long the prepaid credit lasts. Not part of what a plan does: it moves by the minute.
struct Runway {
  Money balance;
  /// Empty: for ever, as nothing is billed; or not known, if `known` says so.
  std::optional<Duration> before, after;
  bool known = true;  // every rate of the account is known
  bool operator==(const Runway&) const = default;
};

struct Draft;
struct Plan;

/// Fills in what the plan and each of its steps and changes cost; nothing without a price list.
/// `plan` has the steps of the draft, in order.
void price(Plan& plan, const Draft& draft);

/// The same plan by another price list of the same account; empty without prices.
std::optional<PlanCost> cost_in(const Plan& plan, const Draft& draft, Currency currency);

/// How long the credit lasts before and after a plan of that cost. Empty without a balance.
std::optional<Runway> runway_of(const PlanCost& cost, const Market& market);

}  // namespace muster
