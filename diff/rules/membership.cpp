#include "diff/place.hpp"
#include "diff/references.hpp"
#include "diff/rules/rules.hpp"

#include <algorithm>

namespace muster {
namespace {

/// One firewall and the machines that shall be attached to it.
struct Membership {
  AnyReference firewall;
  Subject* owner = nullptr;  // null: a firewall that is only referred to
  const LiveFirewall* live = nullptr;
  std::vector<Target> wanted;
  std::vector<const Subject*> newcomers;

  bool starts_empty() const { return live == nullptr || (owner != nullptr && !owner->stays()); }
};

using Memberships = std::map<AnyReference, Membership>;

const MachineWork* work_of(const Draft& draft, const Subject& machine) {
  const auto found = draft.machine_work.find(machine.key);
  return found == draft.machine_work.end() ? nullptr : &found->second;
}

bool follows(const Draft& draft, const Subject& machine) {
  const auto* work = work_of(draft, machine);
  return work != nullptr && work->follows_firewalls;
}

Target target_of(const Subject& machine) {
  return {{Kind::virtual_machine, machine.key.name, false},
          machine.stays() ? std::optional(machine.id()) : std::nullopt};
}

Membership& entry(Draft& draft, Memberships& all, const AnyReference& firewall) {
  Membership& membership = all[firewall];
  membership.firewall = firewall;
  if (firewall.existing) {
    const auto found = draft.live.named(Kind::firewall, firewall.name);
    if (found.size() == 1) membership.live = std::get<const LiveFirewall*>(found.front());
  } else {
    membership.owner = draft.find({Kind::firewall, firewall.name});
    if (membership.owner != nullptr && exists(membership.owner->live))
      membership.live = std::get<const LiveFirewall*>(membership.owner->live);
  }
  return membership;
}

Place place_of(const Membership& membership) {
  return membership.owner == nullptr ? muster::place_of(*membership.live)
                                     : muster::place_of(*membership.owner);
}

bool is_present(const Membership& membership, const Target& machine) {
  return machine.id && membership.live != nullptr &&
         std::ranges::any_of(membership.live->members,
                             [&](const auto& member) { return member.machine == *machine.id; });
}

void keep(const Draft& draft, Membership& membership, const RemoteId& id, const char* mark) {
  const auto* live = draft.live.machines.by_id(id);
  membership.wanted.push_back(
      {{Kind::virtual_machine, (live == nullptr ? id.text : live->name) + mark, true}, id});
}

/// Members that are there and stay: foreign ones, and our machines that do not say otherwise and
/// are not made anew elsewhere. One that is outlived stays until it is deleted, and its successor
/// comes along.
void keep_members(const Draft& draft, Membership& membership, const LiveFirewall& live) {
  const bool is_current = &live == membership.live;
  for (const auto& member : live.members) {
    const Fate fate = draft.fate_of_member(member.machine);
    if (is_current && fate == Fate::foreign) keep(draft, membership, member.machine, "");
    if (is_current && fate == Fate::outlived && !membership.starts_empty())
      keep(draft, membership, member.machine, " (replaced)");
    const Subject* machine = draft.owner(Kind::virtual_machine, member.machine);
    if (machine != nullptr && fate == Fate::stays && machine->id() != member.machine) {
      keep(draft, membership, member.machine, "");
      continue;
    }
    const bool leaves = machine == nullptr || machine->action == Action::remove ||
                        (fate != Fate::stays && machine->desired == nullptr);
    if (leaves || follows(draft, *machine) ||
        !fit(muster::place_of(*machine), place_of(membership)))
      continue;
    const Target target = target_of(*machine);
    if (std::ranges::find(membership.wanted, target) != membership.wanted.end()) continue;
    if (!is_present(membership, target)) membership.newcomers.push_back(machine);
    membership.wanted.push_back(target);
  }
}

/// The members of the firewall itself and of those it has replaced.
void keep_present(const Draft& draft, Membership& membership) {
  if (membership.live != nullptr) keep_members(draft, membership, *membership.live);
  if (membership.owner == nullptr) return;
  for (const auto& thing : membership.owner->leftovers)
    keep_members(draft, membership, *std::get<const LiveFirewall*>(thing));
}

void add_wanted(Draft& draft, Memberships& all) {
  for (const auto& machine : draft.subjects) {
    if (machine.key.kind != Kind::virtual_machine || !follows(draft, machine)) continue;
    const auto& firewalls = std::get<VirtualMachineSpec>(machine.desired->spec).firewalls;
    if (!firewalls) continue;
    for (const auto& reference : *firewalls) {
      Membership& membership = entry(draft, all, any(reference));
      const Target target = target_of(machine);
      if (std::ranges::find(membership.wanted, target) != membership.wanted.end()) continue;
      if (!is_present(membership, target)) membership.newcomers.push_back(&machine);
      membership.wanted.push_back(target);
    }
  }
}

/// What is attached once the machines that go are gone.
std::vector<RemoteId> remaining(const Draft& draft, const Membership& membership) {
  std::vector<RemoteId> ids;
  if (membership.starts_empty()) return ids;
  for (const auto& member : membership.live->members) {
    if (draft.fate_of_member(member.machine) != Fate::goes) ids.push_back(member.machine);
  }
  std::ranges::sort(ids);
  return ids;
}

bool differs(const Draft& draft, const Membership& membership) {
  std::vector<RemoteId> wanted;
  for (const auto& target : membership.wanted) {
    if (!target.id) return true;
    wanted.push_back(*target.id);
  }
  std::ranges::sort(wanted);
  return wanted != remaining(draft, membership);
}

std::size_t add_step(Draft& draft, Membership& membership) {
  SetFirewallMembers operation{membership.wanted};
  if (membership.owner == nullptr)
    return draft.add_unowned({Kind::firewall, membership.firewall.name}, membership.live->id,
                             std::move(operation));
  Subject& owner = *membership.owner;
  // The subject's own chain ends with its rules; a set of members is no part of what is recorded.
  const auto own_steps = owner.steps;
  const std::size_t added = draft.add(owner, std::move(operation));
  if (owner.ready) draft.steps[added].needs.push_back(*owner.ready);
  if (owner.action == Action::adopt) draft.steps[added].needs.push_back(own_steps.front());
  draft.steps[added].after = own_steps;
  owner.steps = own_steps;
  owner.members_set = added;
  return added;
}

/// A machine that the set still names is deleted when the set has been sent.
void leave_after(Draft& draft, const RemoteId& machine, std::size_t step) {
  for (const std::size_t removed : draft.owner(Kind::virtual_machine, machine)->old_removed)
    if (draft.steps[removed].id == machine) draft.steps[removed].after.push_back(step);
}

void order(Draft& draft, const Membership& membership, std::size_t step) {
  for (const auto& target : membership.wanted) {
    const Subject* machine = draft.find({Kind::virtual_machine, target.reference.name});
    if (target.reference.existing || machine == nullptr) continue;
    const auto* work = work_of(draft, *machine);
    if (work == nullptr) continue;
    if (work->powered_up) draft.steps[step].after.push_back(*work->powered_up);
    if (work->powered_down) draft.steps[*work->powered_down].after.push_back(step);
  }
  if (membership.live == nullptr) return;
  for (const auto& member : membership.live->members) {
    const Fate fate = draft.fate_of_member(member.machine);
    if (fate == Fate::outlived) leave_after(draft, member.machine, step);
    if (fate != Fate::goes) continue;
    auto& after = draft.steps[step].after;
    const Subject& machine = *draft.owner(Kind::virtual_machine, member.machine);
    if (machine.removed) after.push_back(*machine.removed);
    after.insert(after.end(), machine.old_removed.begin(), machine.old_removed.end());
  }
}

/// The step is shown with the machines whose attachment it changes, or else with the firewall.
void attribute(Draft& draft, Membership& membership, std::size_t step) {
  bool shown = false;
  const auto show = [&](const Subject& machine) {
    if (machine.action == Action::no_op) return;
    shown = true;
    auto& steps = draft.machine_work[machine.key].memberships;
    if (std::ranges::find(steps, step) == steps.end()) steps.push_back(step);
  };
  for (const Subject* machine : membership.newcomers) show(*machine);
  if (membership.live != nullptr && !membership.starts_empty())
    for (const auto& member : membership.live->members) {
      const Subject* machine = draft.owner(Kind::virtual_machine, member.machine);
      if (draft.fate_of_member(member.machine) == Fate::stays &&
          std::ranges::find(membership.wanted, target_of(*machine)) == membership.wanted.end())
        show(*machine);
    }
  if (shown || membership.owner == nullptr) return;
  membership.owner->steps.push_back(step);
  if (membership.owner->action != Action::no_op) return;
  membership.owner->action = Action::update;
  membership.owner->reason = "the machines it is attached to change";
}

}  // namespace

void plan_memberships(Draft& draft) {
  Memberships all;
  for (const auto& subject : draft.subjects)
    if (subject.key.kind == Kind::firewall && subject.desired != nullptr)
      entry(draft, all, {Kind::firewall, subject.key.name, false});
  for (const auto* firewall : draft.live.firewalls.all())
    if (draft.owner(Kind::firewall, firewall->id) == nullptr &&
        draft.project_firewalls.contains(firewall->id.text))
      entry(draft, all, {Kind::firewall, firewall->name, true});
  for (auto& [reference, membership] : all) keep_present(draft, membership);
  add_wanted(draft, all);
  for (auto& [reference, membership] : all) {
    if (membership.owner == nullptr && membership.live == nullptr) continue;
    if (!differs(draft, membership)) continue;
    std::ranges::sort(membership.wanted, {}, &Target::reference);
    const std::size_t step = add_step(draft, membership);
    order(draft, membership, step);
    attribute(draft, membership, step);
  }
}

}  // namespace muster
