#include "controller/schedule/snapshot_copies.hpp"

#include "controller/schedule/snapshot_names.hpp"
#include "model/from_value.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace muster {
namespace {

/// Names of snapshots that manifests make something from, and ids of those that images come from.
struct Pins {
  std::set<std::string> names;
  std::set<std::string> ids;
};

Pins find_pins(const Scheduled& scheduled, const ScheduleView& view) {
  Pins pins;
  for (const auto& resource : scheduled.desired.resources) {
    if (const auto* image = std::get_if<CustomImageSpec>(&resource.spec))
      pins.names.insert(image->snapshot.name);
    if (const auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec);
        machine != nullptr && machine->boot.snapshot)
      pins.names.insert(machine->boot.snapshot->name);
  }
  for (const auto& [key, record] : view.recorded.resources)
    for (const auto& used : record.depends_on)
      if (used.kind == Kind::snapshot) pins.names.insert(used.name);
  for (const auto& image : view.live.images)
    if (!image.snapshot.text.empty()) pins.ids.insert(image.snapshot.text);
  for (const auto& snapshot : view.live.snapshots)
    if (snapshot.has_image.value_or(false)) pins.ids.insert(snapshot.id.text);
  return pins;
}

}  // namespace

CopyState state_of(const LiveSnapshot& snapshot) {
  if (snapshot.state == SetupState::error) return CopyState::failed;
  const bool good = snapshot.state == SetupState::ready || snapshot.status.empty();
  return good ? CopyState::good : CopyState::making;
}

CopiesByPair scheduled_copies(const Scheduled& scheduled, const ScheduleView& view) {
  std::unordered_map<std::string, const LiveSnapshot*> live;
  for (const auto& snapshot : view.live.snapshots) live.emplace(snapshot.id.text, &snapshot);
  const auto pins = find_pins(scheduled, view);
  CopiesByPair copies;
  for (const auto& [key, record] : view.recorded.resources) {
    if (key.kind != Kind::snapshot || record.applied.find("schedule") == nullptr) continue;
    ScheduledCopy copy{.record = &record};
    const auto run = SnapshotNames::run_in(key.name);
    if (!run || !from_value(record.applied, copy.spec) || view.desired.find(key) != nullptr)
      continue;
    copy.run = *run;
    const auto found = live.find(record.id.text);
    copy.state = found == live.end() ? CopyState::gone : state_of(*found->second);
    copy.pinned = pins.names.contains(key.name) || pins.names.contains(record.remote_name) ||
                  pins.ids.contains(record.id.text);
    std::pair pair(copy.spec.schedule.value_or(""), copy.spec.virtual_machine.name);
    copies[std::move(pair)].push_back(std::move(copy));
  }
  for (auto& [pair, list] : copies) std::ranges::sort(list, {}, &ScheduledCopy::run);
  return copies;
}

}  // namespace muster
