#pragma once

#include "diff/cost.hpp"
#include "diff/live_index.hpp"
#include "model/kinds/virtual_machine.hpp"
#include "model/market.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace muster {

/// What a snapshot that is still to be taken counts as: boot disks are that large (documented:
/// "fixed 100 GB").
inline constexpr Gigabytes snapshot_size{100};

/// What plans call the price that is asked for on its own.
inline constexpr const char* hibernated_machines = "hibernated machines";

/// The billing rules, on one price list in one currency (all documented): machines by GPUs, in full
/// while they run or are stopped and flat while they are hibernated; volumes by provisioned size,
/// attached or not; snapshots by size. Nothing else is billed.
class Tariff {
 public:
  Tariff(const PriceList& prices, Currency currency) : prices_(prices), currency_(currency) {}

  Currency currency() const { return currency_; }
  Money nothing() const { return {0, currency_}; }

  Rate running(const VirtualMachineSpec& spec) const;
  Rate running(const LiveVirtualMachine& machine) const;
  Rate hibernated() const;
  Rate of(const LiveVirtualMachine& machine) const;
  Rate of(const LiveVolume& volume) const;
  Rate of(const LiveSnapshot& snapshot) const;
  Rate new_snapshot() const;
  /// Of kinds that are not billed: nothing.
  Rate of(const LiveThing& thing) const;
  Rate of(const VolumeSpec& volume, Gigabytes size) const;

  /// Prices that were asked for in vain, with how often: "L40 on legacy" -> 3.
  const std::map<std::string, std::size_t>& missing() const { return missing_; }
  /// Prices that were counted with.
  std::vector<PriceSeen> used() const;

 private:
  Rate noted(Rate rate, const std::string& what) const;
  Rate running(std::optional<Tier> tier, const std::string& model, std::int64_t gpus) const;

  const PriceList& prices_;
  Currency currency_;
  mutable std::map<std::string, std::size_t> missing_;
  mutable std::set<std::string> used_;
};

/// What the account pays in, as far as its balance says so.
Currency currency_of(const Market& market);

/// Every price of the list in that currency, under the name that PriceSeen gives it.
std::map<std::string, Money> named_prices(const PriceList& prices, Currency currency);

}  // namespace muster
