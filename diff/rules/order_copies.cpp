#include "diff/rules/rules.hpp"

#include <algorithm>

namespace muster {
namespace {

const Subject* managed(const Draft& draft, const AnyReference& reference) {
  return reference.existing ? nullptr : draft.find({reference.kind, reference.name});
}

bool names(const std::vector<Target>& targets, const Target& one) {
  return std::ranges::any_of(targets, [&](const Target& target) {
    return target.reference == one.reference || (one.id && target.id == one.id);
  });
}

/// A machine that a snapshot is taken of is shut off meanwhile: no other step of it runs beside.
/// The snapshot comes when the machine has what it is to have while it runs, but before its
/// firewalls: a machine that is restored from it may be among their members.
void order_snapshot(Draft& draft, std::size_t step, const Target& machine) {
  Step& taking = draft.steps[step];
  if (const Subject* subject = managed(draft, machine.reference)) {
    if (subject->ready) taking.needs.push_back(*subject->ready);
    const auto found = draft.machine_work.find(subject->key);
    if (found != draft.machine_work.end()) {
      const MachineWork& work = found->second;
      if (work.powered_up) taking.needs.push_back(*work.powered_up);
      taking.after.insert(taking.after.end(), work.while_active.begin(), work.while_active.end());
      if (work.powered_down) draft.steps[*work.powered_down].after.push_back(step);
    }
  }
  for (auto& other : draft.steps)
    if (const auto* members = std::get_if<SetFirewallMembers>(&other.operation))
      if (names(members->machines, machine)) other.after.push_back(step);
}

void order_snapshots(Draft& draft) {
  std::map<AnyReference, std::size_t> latest;  // by machine, which takes one at a time
  for (std::size_t i = 0; i < draft.steps.size(); ++i) {
    const auto* taking = std::get_if<CreateSnapshot>(&draft.steps[i].operation);
    if (taking == nullptr) continue;
    const Target machine = taking->machine;
    order_snapshot(draft, i, machine);
    const auto [earlier, first] = latest.try_emplace(machine.reference, i);
    if (!first) draft.steps[i].after.push_back(earlier->second);
    earlier->second = i;
  }
}

void need_source(const Draft& draft, Step& step) {
  const Target* source = source_of(step.operation);
  const Subject* subject = source == nullptr ? nullptr : managed(draft, source->reference);
  if (subject != nullptr && subject->ready) step.needs.push_back(*subject->ready);
}

/// An image goes before the snapshot that it was made from, and before another is made from it.
void order_image(Draft& draft, const LiveImage& image) {
  const Subject* owner = draft.owner(Kind::custom_image, image.id);
  if (owner == nullptr || !owner->removed) return;
  const Subject* snapshot = draft.owner(Kind::snapshot, image.snapshot);
  if (snapshot != nullptr && snapshot->removed)
    draft.steps[*snapshot->removed].needs.push_back(*owner->removed);
  for (auto& step : draft.steps)
    if (const auto* making = std::get_if<CreateImage>(&step.operation))
      if (making->snapshot.id == image.snapshot) step.needs.push_back(*owner->removed);
}

}  // namespace

void order_copies(Draft& draft) {
  order_snapshots(draft);
  for (auto& step : draft.steps) need_source(draft, step);
  for (const auto* image : draft.live.images.all()) order_image(draft, *image);
}

}  // namespace muster
