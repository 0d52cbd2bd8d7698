#include "diff/tariff.hpp"

namespace muster {

namespace {

std::string name_of(Tier tier, const std::string& model) {
  return model + " on " + std::string(to_string(tier));
}

std::string name_of(VolumeType type) {
  return std::string(to_string(type)) + " volumes";
}

constexpr const char* snapshots = "snapshots";

}  // namespace

Currency currency_of(const Market& market) {
  return market.balance ? market.balance->currency : Currency::usd;
}

std::map<std::string, Money> named_prices(const PriceList& prices, Currency currency) {
  std::map<std::string, Money> named;
  const auto add = [&](const std::string& name, const Prices& list) {
    const auto found = list.find(currency);
    if (found != list.end()) named.emplace(name, found->second);
  };
  for (const auto& gpu : prices.gpus) add(name_of(gpu.tier, gpu.model), gpu.per_gpu);
  for (const auto& volume : prices.volumes) add(name_of(volume.type), volume.per_tb);
  add(snapshots, prices.snapshot_per_100gb);
  add(hibernated_machines, prices.hibernated_machine);
  return named;
}

std::vector<PriceSeen> Tariff::used() const {
  const auto named = named_prices(prices_, currency_);
  std::vector<PriceSeen> seen;
  for (const auto& what : used_)
    if (const auto found = named.find(what); found != named.end())
      seen.push_back({what, found->second});
  return seen;
}

Rate Tariff::noted(Rate rate, const std::string& what) const {
  if (rate)
    used_.insert(what);
  else
    ++missing_[what];
  return rate;
}

Rate Tariff::running(std::optional<Tier> tier, const std::string& model, std::int64_t gpus) const {
  if (model.empty()) return noted(std::nullopt, "machines whose GPUs are not known");
  if (tier) return noted(prices_.of_machine(*tier, model, gpus, currency_), name_of(*tier, model));
  // The account does not say the tier: only one price can be meant if only one tier has the model.
  const auto legacy = prices_.of_machine(Tier::legacy, model, gpus, currency_);
  const auto advanced = prices_.of_machine(Tier::advanced, model, gpus, currency_);
  if (legacy && advanced) return noted(std::nullopt, model);
  return noted(legacy ? legacy : advanced, name_of(legacy ? Tier::legacy : Tier::advanced, model));
}

Rate Tariff::running(const VirtualMachineSpec& spec) const {
  return running(spec.tier, spec.gpu.model, spec.gpu.count);
}

Rate Tariff::running(const LiveVirtualMachine& machine) const {
  return running(machine.tier, machine.gpu_model, machine.gpu_count);
}

Rate Tariff::hibernated() const {
  return noted(prices_.of_hibernation(currency_), hibernated_machines);
}

Rate Tariff::of(const LiveVirtualMachine& machine) const {
  switch (machine.state) {
    case VmState::hibernating:
    case VmState::hibernated:
      return hibernated();
    case VmState::deleting:
    case VmState::deleted:
    case VmState::error:  // not billed (inferred)
      return nothing();
    case VmState::unknown:
      return noted(std::nullopt, "machines in a state that muster does not know");
    default:
      return running(machine);
  }
}

Rate Tariff::of(const LiveVolume& volume) const {
  if (volume.state == VolumeState::deleting || volume.state == VolumeState::deleted)
    return nothing();
  if (!volume.type) return noted(std::nullopt, "volumes of a type that muster does not know");
  const Tier tier = volume.tier.value_or(tier_of(*volume.type));
  return noted(prices_.of_volume(tier, *volume.type, volume.size, currency_),
               name_of(*volume.type));
}

Rate Tariff::of(const VolumeSpec& volume, Gigabytes size) const {
  return noted(prices_.of_volume(volume.tier, volume.type, size, currency_), name_of(volume.type));
}

Rate Tariff::of(const LiveSnapshot& snapshot) const {
  if (snapshot.state == SetupState::error) return nothing();  // as failed machines (inferred)
  if (snapshot.size.count <= 0) return noted(std::nullopt, "snapshots whose size is not known yet");
  return noted(prices_.of_snapshot(snapshot.size, currency_), snapshots);
}

Rate Tariff::new_snapshot() const {
  return noted(prices_.of_snapshot(snapshot_size, currency_), snapshots);
}

Rate Tariff::of(const LiveThing& thing) const {
  if (const auto* machine = std::get_if<const LiveVirtualMachine*>(&thing)) return of(**machine);
  if (const auto* volume = std::get_if<const LiveVolume*>(&thing)) return of(**volume);
  if (const auto* snapshot = std::get_if<const LiveSnapshot*>(&thing)) return of(**snapshot);
  return nothing();
}

}  // namespace muster
