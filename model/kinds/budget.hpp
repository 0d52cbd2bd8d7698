#pragma once

#include "model/field.hpp"
#include "model/money.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster {

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
};

}  // namespace muster
