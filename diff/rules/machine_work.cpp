#include "diff/rules/machine_work.hpp"

#include "diff/live_view.hpp"
#include "diff/place.hpp"
#include "diff/references.hpp"
#include "diff/rules/rules.hpp"

#include <algorithm>
#include <set>

namespace muster {
namespace {

const VirtualMachineSpec& spec_of(const Subject& subject) {
  return std::get<VirtualMachineSpec>(subject.desired->spec);
}

const LiveVirtualMachine* live_of(const Subject& subject) {
  const auto* machine = std::get_if<const LiveVirtualMachine*>(&subject.live);
  return machine == nullptr ? nullptr : *machine;
}

/// The API restores a snapshot under a new name and takes nothing else: the rest follows in steps.
bool is_restored(const Subject& subject) {
  return !subject.stays() && spec_of(subject).boot.snapshot.has_value();
}

/// Every way between stopped and hibernated leads through active.
std::vector<PowerState> path_between(PowerState from, PowerState to) {
  if (from == to) return {from};
  if (from == PowerState::active || to == PowerState::active) return {from, to};
  return {from, PowerState::active, to};
}

std::vector<PowerState> path_of(const Subject& subject) {
  if (!subject.stays())
    return path_between(PowerState::active,
                        spec_of(subject).power_state.value_or(PowerState::active));
  const auto now = heading_of(*live_of(subject));
  if (!now) return {};
  const bool changes = subject.difference("/spec/powerState") != nullptr;
  return path_between(*now, changes ? spec_of(subject).power_state.value_or(*now) : *now);
}

/// Whether the plan brings the field to what the manifest says; else it stays as it is.
bool follows(const Subject& subject, bool given, std::string_view path) {
  if (!given) return false;
  if (!subject.stays()) return true;
  if (is_ignored(path, subject.desired->lifecycle.ignore)) return false;
  return subject.difference(path) != nullptr ||
         std::ranges::none_of(subject.drift,
                              [&](const FieldChange& change) { return change.path == path; });
}

void postpone(Draft& draft, Subject& subject, std::string_view path) {
  std::erase_if(subject.acted,
                [&](const FieldDifference& entry) { return entry.change.path == path; });
  const Value* before = subject.recorded == nullptr ? nullptr : &subject.recorded->applied;
  subject.applied = with_member_of(std::move(subject.applied), path, before);
  const auto* live = live_of(subject);
  draft.note(subject.key, "is in state " + live->status + ": the change of " + std::string(path) +
                              " waits until it can be made");
  if (subject.acted.empty() && subject.action != Action::adopt && !subject.clears_leftovers())
    subject.action = Action::no_op;
}

void settle_rules(Draft& draft, Subject& subject, MachineWork& work) {
  constexpr std::string_view path = "/spec/securityRules";
  const auto& rules = spec_of(subject).security_rules;
  if (rules && is_restored(subject)) {
    const std::set<SecurityRule> distinct(rules->begin(), rules->end());
    work.rules_to_add.assign(distinct.begin(), distinct.end());
  }
  if (!rules || !subject.stays() || subject.difference(path) == nullptr) return;
  if (!work.passes(PowerState::active) && !work.passes(PowerState::stopped))
    return postpone(draft, subject, path);
  const std::set<SecurityRule> wanted(rules->begin(), rules->end());
  std::set<SecurityRule> present;
  for (const auto& rule : live_of(subject)->rules) {
    present.insert(rule.rule);
    if (!wanted.contains(rule.rule)) work.rules_to_remove.push_back(rule);
  }
  for (const auto& rule : wanted)
    if (!present.contains(rule)) work.rules_to_add.push_back(rule);
}

void settle_address(Draft& draft, Subject& subject, MachineWork& work) {
  constexpr std::string_view path = "/spec/publicIp";
  const auto wanted = spec_of(subject).public_ip;
  if (is_restored(subject)) work.public_ip = wanted;
  if (!subject.stays()) return;
  // A restored machine may have lost its address (inferred): the step looks before it acts.
  const bool comes_back = !work.path.empty() && work.path.front() == PowerState::hibernated &&
                          work.passes(PowerState::active) &&
                          !is_ignored(path, subject.desired->lifecycle.ignore);
  if (subject.difference(path) == nullptr && !comes_back) return;
  if (work.passes(PowerState::active))
    work.public_ip = wanted;
  else
    postpone(draft, subject, path);
}

/// Attaching needs a running machine; a set that only loses members does not.
void settle_firewalls(Draft& draft, Subject& subject, MachineWork& work) {
  constexpr std::string_view path = "/spec/firewalls";
  const auto& wanted = spec_of(subject).firewalls;
  work.follows_firewalls = follows(subject, wanted.has_value(), path);
  if (!wanted || !subject.stays() || subject.difference(path) == nullptr) return;
  if (work.passes(PowerState::active)) return;
  const bool adds = std::ranges::any_of(*wanted, [&](const auto& reference) {
    const auto target = resolve(draft, any(reference));
    const auto& attached = draft.live.firewalls_of(subject.id());
    return !target || !target->id ||
           std::ranges::none_of(attached, [&](const auto* f) { return f->id == *target->id; });
  });
  if (!adds) return;
  postpone(draft, subject, path);
  work.follows_firewalls = false;
}

bool contains(const std::vector<Target>& targets, const RemoteId& id) {
  return std::ranges::any_of(targets, [&](const Target& target) { return target.id == id; });
}

/// Whose volume a machine of the plan wants, by id.
using Claims = std::map<std::string, const Subject*>;

Claims claims_of(const Draft& draft) {
  Claims claims;
  for (const auto& subject : draft.subjects) {
    if (subject.desired == nullptr || subject.key.kind != Kind::virtual_machine) continue;
    const auto& spec = spec_of(subject);
    if (!spec.volumes || !follows(subject, true, "/spec/volumes")) continue;
    for (const auto& reference : *spec.volumes) {
      const auto target = resolve(draft, any(reference));
      const Subject* owner =
          reference.existing ? nullptr : draft.find({Kind::volume, reference.name});
      // A volume that is made anew is claimed by the id of the old one.
      if (target && target->id)
        claims.emplace(target->id->text, &subject);
      else if (owner != nullptr && exists(owner->live))
        claims.emplace(owner->id().text, &subject);
    }
  }
  return claims;
}

AnyReference reference_to(const Draft& draft, const LiveVolume& volume) {
  const Subject* owner = draft.owner(Kind::volume, volume.id);
  if (owner != nullptr) return {Kind::volume, owner->key.name, false};
  return {Kind::volume, volume.name, true};
}

/// Whether the volume can still be attached to the machine once the plan is carried out.
bool can_go_along(const Subject& machine, const LiveVolume& volume, const Subject* owner) {
  return fit(place_of(machine), owner == nullptr ? place_of(volume) : place_of(*owner));
}

/// What happens to the volumes that are attached to `machine`, the subject's or one that it
/// replaces.
void settle_attached(Draft& draft, const Subject& subject, const LiveVirtualMachine& machine,
                     const Claims& claims, const std::vector<Target>* wanted,
                     std::vector<Target>& detach, MachineWork& work) {
  const bool machine_stays = draft.fate_of(Kind::virtual_machine, machine.id) == Fate::stays;
  for (const auto* volume : own_volumes_of(draft, machine)) {
    const Subject* owner = draft.owner(Kind::volume, volume->id);
    const bool stays = owner == nullptr || owner->stays();
    const auto claim = claims.find(volume->id.text);
    const bool claimed = claim != claims.end() && claim->second != &subject;
    const AnyReference reference = reference_to(draft, *volume);
    const auto is_same = [&](const Target& t) { return t.reference == reference; };
    const bool listed =
        wanted != nullptr
            ? contains(*wanted, volume->id) || std::ranges::any_of(*wanted, is_same)
            : !claimed && (stays || owner->is_replaced()) && can_go_along(subject, *volume, owner);
    const bool keeps_attached = listed && stays && machine_stays;
    if (keeps_attached) continue;
    detach.push_back({reference, volume->id});
    if (listed && subject.desired != nullptr)
      work.attach.push_back({reference, stays ? std::optional(volume->id) : std::nullopt});
  }
}

void settle_wanted(Draft& draft, const Subject& subject, const std::vector<Target>& wanted,
                   MachineWork& work) {
  for (const auto& target : wanted) {
    const auto* host = target.id ? draft.live.machine_of(*target.id) : nullptr;
    const bool here = host != nullptr && exists(subject.live) && host->id == subject.id();
    const bool known = std::ranges::any_of(
        work.attach, [&](const Target& t) { return t.reference == target.reference; });
    if (known || (here && subject.stays())) continue;
    if (host != nullptr && !here && !draft.changes(Kind::virtual_machine, host->id))
      draft.error(subject, "/spec/volumes",
                  "Volume '" + target.reference.name + "' is attached to machine '" + host->name +
                      "', which muster does not manage or is to leave alone",
                  "detach it there first");
    work.attach.push_back(target);
  }
}

bool can_change_disks(const MachineWork& work) {
  return work.passes(PowerState::active) || work.passes(PowerState::stopped);
}

void settle_impossible(Draft& draft, Subject& subject, MachineWork& work) {
  if (!subject.stays()) {
    work.detach.clear();  // the deletion frees them
    return;
  }
  const auto* live = live_of(subject);
  for (const auto& volume : work.detach)
    draft.error(subject, "/spec/volumes",
                "Volume '" + volume.reference.name +
                    "' cannot be detached while the machine is in "
                    "state " +
                    live->status,
                "set powerState: Active first");
  if (work.detach.empty() && !work.attach.empty()) postpone(draft, subject, "/spec/volumes");
  work.detach.clear();
  work.attach.clear();
}

/// The order of references, so that the order of the account's answers does not matter.
void sort(std::vector<Target>& targets) {
  std::ranges::sort(targets, {}, &Target::reference);
}

/// Detaches what the old machine has, where its state allows that.
void settle_old(Draft& draft, const Subject& subject, const Claims& claims,
                const std::vector<Target>* wanted, OldMachine& old, MachineWork& work) {
  settle_attached(draft, subject, *old.live, claims, wanted, old.detach, work);
  if (old.stays)
    std::erase_if(old.detach, [&](const Target& t) { return !contains(work.attach, *t.id); });
  const auto now = heading_of(*old.live);
  const bool is_stuck = !old.detach.empty() && (!now || *now == PowerState::hibernated);
  if (is_stuck) old.detach.clear();
  old.lets_go_when_deleted =
      is_stuck || std::ranges::any_of(old.live->volumes, &LiveVolumeAttachment::bootable);
  if (old.lets_go_when_deleted) draft.early_leavers.insert(old.live->id);
  sort(old.detach);
}

std::vector<OldMachine> old_machines_of(const Subject& subject) {
  std::vector<OldMachine> old;
  if (subject.is_replaced_first()) old.push_back({.live = live_of(subject)});
  for (const auto& thing : subject.leftovers)
    old.push_back(
        {.live = std::get<const LiveVirtualMachine*>(thing), .stays = subject.leftovers_stay});
  return old;
}

void settle_volumes(Draft& draft, Subject& subject, const Claims& claims, MachineWork& work) {
  std::vector<Target> wanted;
  bool followed = false;
  if (subject.desired != nullptr) {
    const auto& volumes = spec_of(subject).volumes;
    followed = follows(subject, volumes.has_value(), "/spec/volumes");
    if (followed)
      for (const auto& reference : *volumes)
        if (const auto target = resolve(draft, any(reference))) wanted.push_back(*target);
  }
  const auto* listed = followed ? &wanted : nullptr;
  for (auto& old : work.old) settle_old(draft, subject, claims, listed, old, work);
  const bool is_there = live_of(subject) != nullptr && !subject.is_replaced_first();
  if (is_there)
    settle_attached(draft, subject, *live_of(subject), claims, listed, work.detach, work);
  if (followed) settle_wanted(draft, subject, wanted, work);
  sort(work.detach);
  sort(work.attach);
  if (!is_there || (work.detach.empty() && work.attach.empty())) return;
  const auto now = heading_of(*live_of(subject));
  const bool possible =
      subject.stays() ? can_change_disks(work) : now && *now != PowerState::hibernated;
  if (!possible) settle_impossible(draft, subject, work);
  if (subject.action == Action::no_op && !(work.detach.empty() && work.attach.empty())) {
    subject.action = Action::update;
    subject.reason = "a volume that is attached to it is made anew, deleted or moved";
  }
}

void warn_of_foreign_things(Draft& draft, Subject& subject) {
  const auto* live = live_of(subject);
  if (live == nullptr || subject.stays()) return;
  for (const auto* volume : draft.live.volumes_of(live->id))
    if (!draft.project_volumes.contains(volume->id.text))
      subject.warnings.push_back("volume '" + volume->name +
                                 "', which muster does not manage, is attached to it and will be "
                                 "left without a machine");
  for (const auto* firewall : draft.live.firewalls_of(live->id))
    if (subject.is_replaced() && !draft.project_firewalls.contains(firewall->id.text))
      subject.warnings.push_back("firewall '" + firewall->name +
                                 "', which muster does not manage, is not attached to the new "
                                 "machine");
}

}  // namespace

void settle_machine_work(Draft& draft) {
  const Claims claims = claims_of(draft);
  for (auto& subject : draft.subjects) {
    if (subject.key.kind != Kind::virtual_machine || subject.held) continue;
    const auto old = old_machines_of(subject);
    if (subject.action == Action::forget && old.empty()) continue;
    MachineWork& work = draft.machine_work[subject.key];
    work.old = old;
    if (subject.desired != nullptr) {
      work.path = path_of(subject);
      if (work.path.empty() && subject.difference("/spec/powerState") != nullptr)
        postpone(draft, subject, "/spec/powerState");
      settle_rules(draft, subject, work);
      settle_address(draft, subject, work);
      settle_firewalls(draft, subject, work);
    }
    settle_volumes(draft, subject, claims, work);
    warn_of_foreign_things(draft, subject);
  }
}

}  // namespace muster
