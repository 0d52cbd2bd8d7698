#include "diff/place.hpp"

namespace muster {

Place place_of(const Subject& subject) {
  if (subject.stays()) return place_of(subject.live);
  return subject.desired == nullptr ? Place{} : place_of(subject.desired->spec);
}

Place place_of(const Spec& spec) {
  if (const auto* machine = std::get_if<VirtualMachineSpec>(&spec))
    return {machine->tier, machine->region};
  if (const auto* volume = std::get_if<VolumeSpec>(&spec)) return {volume->tier, volume->region};
  if (const auto* firewall = std::get_if<FirewallSpec>(&spec))
    return {Tier::legacy, firewall->region};
  return {};
}

Place place_of(const LiveThing& thing) {
  if (const auto* machine = std::get_if<const LiveVirtualMachine*>(&thing))
    return {(*machine)->tier, (*machine)->region};
  if (const auto* volume = std::get_if<const LiveVolume*>(&thing)) return place_of(**volume);
  if (const auto* firewall = std::get_if<const LiveFirewall*>(&thing)) return place_of(**firewall);
  return {};
}

Place place_of(const LiveVolume& volume) {
  return {volume.tier, volume.region};
}

Place place_of(const LiveFirewall& firewall) {
  return {Tier::legacy, firewall.region};
}

bool fit(const Place& one, const Place& other) {
  const bool tiers = !one.tier || !other.tier || *one.tier == *other.tier;
  const bool regions = one.region.empty() || other.region.empty() || one.region == other.region;
  return tiers && regions;
}

}  // namespace muster
