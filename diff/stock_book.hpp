#pragma once

#include "diff/stock.hpp"
#include "model/kinds/virtual_machine.hpp"
#include "model/market.hpp"

#include <map>
#include <optional>
#include <string>

namespace muster {

/// The GPUs of one machine.
struct GpuDemand {
  std::string region;
  std::string model;
  std::optional<Tier> tier;
  std::int64_t gpus = 0;
};

GpuDemand demand_of(const VirtualMachineSpec& spec);
GpuDemand demand_of(const LiveVirtualMachine& machine);

/// Whether GPUs are set aside for the machine: hibernated and failed ones have none.
bool holds_gpus(const LiveVirtualMachine& machine);

/// "4 x L40 in CANADA-1"
std::string describe(const GpuDemand& demand);

/// The stock, and what a plan makes of it.
class StockBook {
 public:
  /// The market outlives the book.
  explicit StockBook(const Market& market);

  /// A lower bound is enough up to the bound, and unknown beyond it.
  StockVerdict fits(const GpuDemand& demand) const;
  void take(const GpuDemand& demand);
  /// What comes back counts for machines of its size and smaller ones: nobody knows whether the
  /// GPUs of two machines make a larger one.
  void give(const GpuDemand& demand);

  /// What the service said; null: nothing.
  const StockRow* row(const GpuDemand& demand) const;
  /// None was left when the service was asked.
  bool is_sold_out(const GpuDemand& demand) const;
  /// GPUs that are left; empty: not known.
  std::optional<Availability> left(const GpuDemand& demand) const;
  /// "2 are free", "none is free", "at least 200 are free", "its stock is not known"
  std::string words(const GpuDemand& demand) const;
  /// Other regions that had so many GPUs of the model: "8 in NORWAY-1, 200+ in US-1"; empty: none.
  std::string elsewhere(const GpuDemand& demand) const;

 private:
  struct Shelf {
    std::optional<Availability> free;
    std::map<std::int64_t, Availability> machines_of;
  };
  const Shelf* shelf(const GpuDemand& demand) const;
  void move(const GpuDemand& demand, std::int64_t sign);

  const Market& market_;
  std::map<const StockRow*, Shelf> shelves_;
};

}  // namespace muster
