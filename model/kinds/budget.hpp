#pragma once

#include "model/field.hpp"
#include "model/money.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster {

enum class OnLowCredit { report, hibernate };
template <>
inline constexpr auto enum_names<OnLowCredit> =
    std::to_array<std::pair<OnLowCredit, std::string_view>>(
        {{OnLowCredit::report, "report"}, {OnLowCredit::hibernate, "hibernate"}});

/// Limits that a plan must keep.
struct BudgetSpec {
  std::optional<Currency> currency;
  std::optional<std::string> max_hourly;
  std::optional<std::string> max_monthly;
  std::optional<Duration> min_runway;
  std::optional<std::int64_t> max_deletes;
  std::optional<std::int64_t> max_gpus;
  std::vector<std::string> allowed_gpu_models;
  std::optional<bool> allow_public_ssh;
  std::optional<OnLowCredit> on_low_credit;
  std::optional<Duration> low_credit;
  bool operator==(const BudgetSpec&) const = default;
};
template <>
inline constexpr auto fields<BudgetSpec> = std::tuple{
    field(&BudgetSpec::currency, "currency", Change::ours, "Of the amounts below.",
          by_default("the account's")),
    field(&BudgetSpec::max_hourly, "maxHourly", Change::ours,
          "Cost per hour of all that is managed.", Format::decimal),
    field(&BudgetSpec::max_monthly, "maxMonthly", Change::ours,
          "The same for a month of 730 hours.", Format::decimal),
    field(&BudgetSpec::min_runway, "minRunway", Change::ours, "How long the credit must last."),
    field(&BudgetSpec::max_deletes, "maxDeletes", Change::ours, "Deletions in one plan.",
          at_least(0)),
    field(&BudgetSpec::max_gpus, "maxGpus", Change::ours, "GPUs of all managed machines.",
          at_least(0)),
    field(&BudgetSpec::allowed_gpu_models, "allowedGpuModels", Change::ours, "No others.",
          unordered),
    field(&BudgetSpec::allow_public_ssh, "allowPublicSsh", Change::ours,
          "Whether port 22 may be open to the whole internet.", by_default("true")),
    field(&BudgetSpec::on_low_credit, "onLowCredit", Change::ours,
          "What the daemon does when the credit is about to run out: only say so, or hibernate "
          "machines, the lowest spec.priority first.",
          by_default("report")),
    field(&BudgetSpec::low_credit, "lowCredit", Change::ours,
          "The credit is about to run out when it lasts no longer than this.", by_default("6h")),
};

}  // namespace muster
