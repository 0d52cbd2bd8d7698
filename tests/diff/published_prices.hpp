#pragma once

#include "diff/cost.hpp"
#include "model/market.hpp"
#include "model/world.hpp"

#include <array>
#include <optional>
#include <string>

namespace muster::testing {

// The published price list, and what it takes to work with it by hand.

inline constexpr std::array currencies = {Currency::usd, Currency::eur, Currency::inr};

inline Prices prices(const char* usd, const char* eur, const char* inr) {
  return {{Currency::usd, *parse_money(usd, Currency::usd)},
          {Currency::eur, *parse_money(eur, Currency::eur)},
          {Currency::inr, *parse_money(inr, Currency::inr)}};
}

inline PriceList published() {
  return {.gpus = {{Tier::legacy, "H100-PCIe-NVLink-80GB", prices("2.29", "2.39", "199"), 8},
                   {Tier::legacy, "RTX-A6000", prices("0.69", "0.75", "49"), 4},
                   {Tier::advanced, "B300-262GB", prices("5.79", "5.99", "499"), 8},
                   {Tier::advanced, "H100-SXM5-80GB", prices("2.49", "2.69", "209"), 8}},
          .volumes = {{Tier::legacy, VolumeType::ssd, prices("0.10", "0.10", "10")},
                      {Tier::advanced, VolumeType::hdd, prices("0.08", "0.10", "8")},
                      {Tier::advanced, VolumeType::nvme, prices("0.30", "0.35", "30")}},
          .snapshot_per_100gb = prices("0.10", "0.10", "10"),
          .hibernated_machine = prices("0.01", "0.01", "1.00")};
}

inline std::string shown(const Rate& rate) {
  return rate ? format_exact(*rate) : "unknown";
}

/// Per hour in USD, EUR and INR.
using Amounts = std::array<const char*, 3>;

inline LiveVirtualMachine machine(std::optional<Tier> tier, const char* model, std::int64_t gpus,
                                  VmState state) {
  return {.state = state, .tier = tier, .gpu_model = model, .gpu_count = gpus};
}

}  // namespace muster::testing
