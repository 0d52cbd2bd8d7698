#pragma once

#include "model/kinds/volume.hpp"
#include "model/money.hpp"
#include "model/tier.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// One price, per hour, in each currency it is offered in. The lists are not conversions of each
/// other (documented).
using Prices = std::map<Currency, Money>;

struct GpuPrice {
  Tier tier = Tier::legacy;
  std::string model;
  Prices per_gpu;
  std::optional<std::int64_t> max_count;  // GPUs in one machine
  bool operator==(const GpuPrice&) const = default;
};

struct VolumePrice {
  Tier tier = Tier::legacy;
  VolumeType type = VolumeType::ssd;
  Prices per_tb;  // 1 TB is 1000 GB (documented)
  bool operator==(const VolumePrice&) const = default;
};

/// What the account's service charges, as it said itself. What is missing is not known, never free.
struct PriceList {
  std::vector<GpuPrice> gpus;        // sorted by tier and model
  std::vector<VolumePrice> volumes;  // sorted by tier and type
  Prices snapshot_per_100gb;         // legacy tier (documented: billed by size)
  Prices hibernated_machine;         // flat, whatever the machine (documented)
  bool operator==(const PriceList&) const = default;

  /// Errors of asking are empty: no such price in that currency.
  std::optional<Money> of_machine(Tier tier, std::string_view model, std::int64_t gpus_in_it,
                                  Currency currency) const;
  std::optional<Money> of_volume(Tier tier, VolumeType type, Gigabytes size,
                                 Currency currency) const;
  std::optional<Money> of_snapshot(Gigabytes size, Currency currency) const;
  std::optional<Money> of_hibernation(Currency currency) const;
};

/// How many: a number, or at least that many ("200+").
struct Availability {
  std::int64_t count = 0;
  bool at_least = false;
  bool operator==(const Availability&) const = default;
};

/// "7", "200+".
std::string format_availability(const Availability& availability);

/// GPUs of one model that a region has free.
struct StockRow {
  std::string region;
  std::string model;
  std::optional<Tier> tier;
  /// GPUs. Empty: the service said something that could not be read; `said` has it.
  std::optional<Availability> available;
  std::string said;
  /// How many machines of so many GPUs could be started, where the service says so.
  std::map<std::int64_t, Availability> machines_of;
  bool operator==(const StockRow&) const = default;
};

/// Money and capacity around the account, as they were when a plan was made. What could not be read
/// is empty, and `problems` says why.
struct Market {
  std::optional<PriceList> prices;
  std::optional<Money> balance;                // prepaid credit; may be negative
  std::optional<std::vector<StockRow>> stock;  // sorted by region and model
  std::vector<std::string> problems;
};

}  // namespace muster
