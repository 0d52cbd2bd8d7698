#include "diff/rules/rules.hpp"

namespace muster {
namespace {

/// A volume is attached once it exists, has its size and is free of its old machine.
void order_attachments(Draft& draft) {
  for (const auto& [step, volume] : draft.attachments) {
    Step& attaching = draft.steps[step];
    if (volume.id)
      if (const auto freed = draft.freed_by.find(volume.id->text); freed != draft.freed_by.end())
        attaching.needs.insert(attaching.needs.end(), freed->second.begin(), freed->second.end());
    if (volume.reference.existing) continue;
    const Subject* subject = draft.find({Kind::volume, volume.reference.name});
    if (subject == nullptr) continue;
    if (subject->ready) attaching.needs.push_back(*subject->ready);
    for (const std::size_t own : subject->steps)
      if (std::holds_alternative<ResizeVolume>(draft.steps[own].operation))
        attaching.after.push_back(own);
  }
}

/// A volume that is deleted or grown is first left by the machine that lets go of it.
void order_volume(Draft& draft, const Subject& subject) {
  const auto freed = draft.freed_by.find(subject.id().text);
  if (freed == draft.freed_by.end()) return;
  for (const std::size_t own : subject.steps) {
    Step& step = draft.steps[own];
    auto* edges = std::holds_alternative<DeleteVolume>(step.operation)   ? &step.needs
                  : std::holds_alternative<ResizeVolume>(step.operation) ? &step.after
                                                                         : nullptr;
    if (edges != nullptr) edges->insert(edges->end(), freed->second.begin(), freed->second.end());
  }
}

/// A machine that was replaced goes when its successor has its firewalls, too; and before what it
/// depends on, unless that is made anew for the successor.
void order_old(Draft& draft, const Subject& subject) {
  const auto work = draft.machine_work.find(subject.key);
  if (subject.action == Action::replace && subject.ready) {
    auto& needs = draft.steps[*subject.ready].needs;
    needs.insert(needs.end(), subject.old_removed.begin(), subject.old_removed.end());
  }
  for (const std::size_t removed : subject.old_removed) {
    auto& needs = draft.steps[removed].needs;
    const auto& old = draft.steps[removed].id;
    const bool waits =
        subject.action != Action::replace && old && !draft.early_leavers.contains(*old);
    if (work != draft.machine_work.end() && waits)
      needs.insert(needs.end(), work->second.memberships.begin(), work->second.memberships.end());
    for (const auto& key : subject.recorded->depends_on) {
      const Subject* dependency = draft.find(key);
      if (dependency != nullptr && dependency->removed && !dependency->ready)
        draft.steps[*dependency->removed].needs.push_back(removed);
    }
  }
}

/// A firewall is deleted after the machines it was attached to.
void order_firewall(Draft& draft, const Subject& subject) {
  if (!subject.removed) return;
  for (const auto& member : std::get<const LiveFirewall*>(subject.live)->members) {
    if (draft.fate_of_member(member.machine) != Fate::goes) continue;
    auto& needs = draft.steps[*subject.removed].needs;
    const Subject& machine = *draft.owner(Kind::virtual_machine, member.machine);
    if (machine.removed) needs.push_back(*machine.removed);
    needs.insert(needs.end(), machine.old_removed.begin(), machine.old_removed.end());
  }
}

}  // namespace

void order_across_resources(Draft& draft) {
  order_attachments(draft);
  for (const auto& subject : draft.subjects) {
    if (subject.key.kind == Kind::volume && exists(subject.live)) order_volume(draft, subject);
    if (subject.key.kind == Kind::firewall) order_firewall(draft, subject);
    order_old(draft, subject);
    if (!subject.removed || subject.recorded == nullptr) continue;
    for (const auto& key : subject.recorded->depends_on) {
      const Subject* dependency = draft.find(key);
      if (dependency != nullptr && dependency->removed)
        draft.steps[*dependency->removed].needs.push_back(*subject.removed);
    }
  }
}

}  // namespace muster
