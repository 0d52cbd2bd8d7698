#include "diff/stock_book.hpp"

#include <algorithm>

namespace muster {
namespace {

StockVerdict compare(const Availability& available, std::int64_t wanted) {
  if (available.count >= wanted) return StockVerdict::enough;
  return available.at_least ? StockVerdict::unknown : StockVerdict::lacking;
}

bool is_of(const StockRow& row, const GpuDemand& demand) {
  return row.model == demand.model && (!row.tier || !demand.tier || *row.tier == *demand.tier);
}

}  // namespace

GpuDemand demand_of(const VirtualMachineSpec& spec) {
  return {spec.region, spec.gpu.model, spec.tier, spec.gpu.count};
}

GpuDemand demand_of(const LiveVirtualMachine& machine) {
  return {machine.region, machine.gpu_model, machine.tier, machine.gpu_count};
}

bool holds_gpus(const LiveVirtualMachine& machine) {
  switch (machine.state) {
    case VmState::hibernated:
    case VmState::hibernating:
    case VmState::deleting:
    case VmState::deleted:
    case VmState::error:
      return false;
    default:
      return true;
  }
}

std::string describe(const GpuDemand& demand) {
  return std::to_string(demand.gpus) + " x " + demand.model + " in " + demand.region;
}

StockBook::StockBook(const Market& market) : market_(market) {
  if (!market.stock) return;
  for (const auto& row : *market.stock) shelves_[&row] = {row.available, row.machines_of};
}

const StockRow* StockBook::row(const GpuDemand& demand) const {
  if (!market_.stock) return nullptr;
  const auto found = std::ranges::find_if(*market_.stock, [&](const StockRow& row) {
    return row.region == demand.region && is_of(row, demand);
  });
  return found == market_.stock->end() ? nullptr : &*found;
}

const StockBook::Shelf* StockBook::shelf(const GpuDemand& demand) const {
  const auto found = shelves_.find(row(demand));
  return found == shelves_.end() ? nullptr : &found->second;
}

StockVerdict StockBook::fits(const GpuDemand& demand) const {
  const Shelf* shelf = this->shelf(demand);
  if (shelf == nullptr) return StockVerdict::unknown;
  const auto machines = shelf->machines_of.find(demand.gpus);
  const bool says_machines = machines != shelf->machines_of.end();
  if (!shelf->free && !says_machines) return StockVerdict::unknown;
  const auto gpus = shelf->free ? compare(*shelf->free, demand.gpus) : StockVerdict::enough;
  return std::max(gpus, says_machines ? compare(machines->second, 1) : StockVerdict::enough);
}

void StockBook::move(const GpuDemand& demand, std::int64_t sign) {
  const auto found = shelves_.find(row(demand));
  if (found == shelves_.end()) return;
  auto& [free, machines_of] = found->second;
  if (free) free->count += sign * demand.gpus;
  for (auto& [gpus, machines] : machines_of) machines.count += sign * (demand.gpus / gpus);
}

void StockBook::take(const GpuDemand& demand) {
  move(demand, -1);
}

void StockBook::give(const GpuDemand& demand) {
  move(demand, 1);
}

bool StockBook::is_sold_out(const GpuDemand& demand) const {
  const StockRow* said = row(demand);
  return said != nullptr && said->available == Availability{0, false};
}

std::optional<Availability> StockBook::left(const GpuDemand& demand) const {
  const Shelf* shelf = this->shelf(demand);
  return shelf == nullptr ? std::nullopt : shelf->free;
}

std::string StockBook::words(const GpuDemand& demand) const {
  const auto free = left(demand);
  if (!free) return "its stock is not known";
  const auto count = std::max<std::int64_t>(free->count, 0);
  if (free->at_least) return "at least " + std::to_string(count) + " are free";
  if (count == 0) return "none is free";
  return count == 1 ? "1 is free" : std::to_string(count) + " are free";
}

std::string StockBook::elsewhere(const GpuDemand& demand) const {
  constexpr std::size_t shown_max = 5;
  std::string text;
  std::size_t shown = 0;
  if (!market_.stock) return text;
  for (const auto& row : *market_.stock) {
    const bool has_enough =
        row.available && compare(*row.available, demand.gpus) == StockVerdict::enough;
    if (row.region == demand.region || !is_of(row, demand) || !has_enough) continue;
    if (++shown > shown_max) return text + " and more";
    text += (text.empty() ? "" : ", ") + format_availability(*row.available) + " in " + row.region;
  }
  return text;
}

}  // namespace muster
