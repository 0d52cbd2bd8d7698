#include "diff/tariff.hpp"

namespace muster {

Rate Tariff::noted(Rate rate, const std::string& what) const {
  if (!rate) ++missing_[what];
  return rate;
}

Rate Tariff::running(std::optional<Tier> tier, const std::string& model, std::int64_t gpus) const {
  if (tier)
    return noted(prices_.of_machine(*tier, model, gpus, currency_),
                 model + " on " + std::string(to_string(*tier)));
  // The account does not say the tier: only one price can be meant if only one tier has the model.
  const auto legacy = prices_.of_machine(Tier::legacy, model, gpus, currency_);
  const auto advanced = prices_.of_machine(Tier::advanced, model, gpus, currency_);
  return noted(legacy && advanced ? std::nullopt : legacy ? legacy : advanced, model);
}

Rate Tariff::running(const VirtualMachineSpec& spec) const {
  return running(spec.tier, spec.gpu.model, spec.gpu.count);
}

Rate Tariff::running(const LiveVirtualMachine& machine) const {
  return running(machine.tier, machine.gpu_model, machine.gpu_count);
}

Rate Tariff::hibernated() const {
  return noted(prices_.of_hibernation(currency_), "hibernated machines");
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
               std::string(to_string(*volume.type)) + " volumes");
}

Rate Tariff::of(const VolumeSpec& volume, Gigabytes size) const {
  return noted(prices_.of_volume(volume.tier, volume.type, size, currency_),
               std::string(to_string(volume.type)) + " volumes");
}

Rate Tariff::of(const LiveSnapshot& snapshot) const {
  return noted(prices_.of_snapshot(snapshot.size, currency_), "snapshots");
}

Rate Tariff::of(const LiveThing& thing) const {
  if (const auto* machine = std::get_if<const LiveVirtualMachine*>(&thing)) return of(**machine);
  if (const auto* volume = std::get_if<const LiveVolume*>(&thing)) return of(**volume);
  return nothing();
}

}  // namespace muster
