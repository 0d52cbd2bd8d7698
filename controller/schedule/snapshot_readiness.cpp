#include "controller/schedule/snapshot_readiness.hpp"

#include "controller/schedule/snapshot_copies.hpp"

namespace muster {
namespace {

bool is_restless(const LiveVolume& volume) {
  return volume.state == VolumeState::attaching || volume.state == VolumeState::detaching ||
         volume.state == VolumeState::busy;
}

}  // namespace

SnapshotReadiness::SnapshotReadiness(const Scheduled& scheduled, const ScheduleView& view)
    : view_(view) {
  std::set<std::string> snapshots;  // ids
  for (const auto& machine : view.live.virtual_machines)
    machines_.emplace(machine.id.text, &machine);
  for (const auto& snapshot : view.live.snapshots) {
    snapshots.insert(snapshot.id.text);
    if (state_of(snapshot) == CopyState::making) under_way_.insert(snapshot.machine.text);
  }
  for (const auto& volume : view.live.volumes)
    if (is_restless(volume))
      for (const auto& machine : volume.attached_to) restless_.emplace(machine.text, &volume);
  // Snapshots that manifests and leases are about to take.
  for (const auto& resource : scheduled.desired.resources) {
    const auto* snapshot = std::get_if<SnapshotSpec>(&resource.spec);
    if (snapshot == nullptr) continue;
    const auto record = view.recorded.resources.find(resource.key);
    if (record == view.recorded.resources.end() || !snapshots.contains(record->second.id.text))
      occupied_.insert(snapshot->virtual_machine.name);
  }
}

const LiveVirtualMachine* SnapshotReadiness::live(const Resource& machine) const {
  const auto record = view_.recorded.resources.find(machine.key);
  if (record == view_.recorded.resources.end()) return nullptr;
  const auto found = machines_.find(record->second.id.text);
  return found == machines_.end() ? nullptr : found->second;
}

std::string SnapshotReadiness::obstacle(const Resource& machine) const {
  const auto& spec = std::get<VirtualMachineSpec>(machine.spec);
  const auto& there = *live(machine);
  if (spec.tier != Tier::legacy) return "it is on the advanced tier, which has no snapshots";
  if (under_way_.contains(there.id.text) || there.state == VmState::snapshotting)
    return "a snapshot of it is being taken";
  if (there.state != VmState::active)
    return "it is " + (there.status.empty() ? std::string(to_string(there.state)) : there.status);
  const auto power = spec.power_state.value_or(PowerState::active);
  if (power != PowerState::active) return "it is about to be " + std::string(to_string(power));
  if (occupied_.contains(machine.key.name)) return "another snapshot of it comes first";
  if (const auto volume = restless_.find(there.id.text); volume != restless_.end())
    return "its volume " + volume->second->name + " is " + volume->second->status;
  if (view_.facts.eligible && !view_.facts.eligible->contains(there.id.text))
    return "the API takes no snapshot of it now";
  return {};
}

}  // namespace muster
