#include "diff/rules/rules.hpp"

#include <algorithm>
#include <set>

namespace muster {
namespace {

std::set<SecurityRule> distinct(const std::vector<SecurityRule>& rules) {
  return {rules.begin(), rules.end()};
}

/// Rules go in one after the other (documented); access is never cut while a rule is exchanged,
/// because additions come first.
void add_rules(Draft& draft, Subject& subject, const std::set<SecurityRule>& wanted,
               const std::vector<LiveRule>& present, std::vector<std::size_t> last) {
  std::set<SecurityRule> there;
  for (const auto& rule : present) there.insert(rule.rule);
  for (const auto& rule : wanted)
    if (!there.contains(rule)) last = {draft.add(subject, AddFirewallRule{rule}, std::move(last))};
  for (const auto& rule : present)
    if (!wanted.contains(rule.rule))
      last = {draft.add(subject, RemoveFirewallRule{rule.id, rule.rule}, std::move(last))};
}

/// Only running machines can be attached (documented): one that is not would lose the firewall.
void refuse_losing_machine(Draft& draft, const Subject& firewall, const Subject& machine) {
  const auto work = draft.machine_work.find(machine.key);
  if (work == draft.machine_work.end() || work->second.passes(PowerState::active)) return;
  const auto& wanted = std::get<VirtualMachineSpec>(machine.desired->spec).firewalls;
  const Reference<Kind::firewall> self{firewall.key.name, false};
  const bool leaves =
      work->second.follows_firewalls && wanted && std::ranges::find(*wanted, self) == wanted->end();
  if (leaves) return;
  draft.error(firewall, "",
              "it cannot be replaced while " + to_string(machine.key) +
                  " is not running: the new firewall could not be attached to it",
              "start the machine first, or take the firewall off it");
}

/// The deletion is refused while machines are attached (inferred): those that stay are detached
/// first, those that are deleted go first.
void remove_firewall(Draft& draft, Subject& subject) {
  const auto& live = *std::get<const LiveFirewall*>(subject.live);
  bool needs_emptying = false;
  for (const auto& member : live.members) {
    const Subject* owner = draft.owner(Kind::virtual_machine, member.machine);
    if (!draft.changes(Kind::virtual_machine, member.machine)) {
      const auto* machine = draft.live.machines.by_id(member.machine);
      draft.error(subject, "",
                  "it cannot be deleted while it is attached to machine '" +
                      (machine == nullptr ? member.machine.text : machine->name) +
                      "', which muster does not manage or is to leave alone",
                  "detach it there first");
    } else if (owner->stays()) {
      needs_emptying = true;
      if (subject.is_replaced() && owner->desired != nullptr)
        refuse_losing_machine(draft, subject, *owner);
    }
  }
  std::vector<std::size_t> needs;
  if (needs_emptying) needs.push_back(draft.add(subject, SetFirewallMembers{}));
  add_removal(draft, subject, DeleteFirewall{}, {}, std::move(needs));
}

}  // namespace

void plan_firewall(Draft& draft, Subject& subject) {
  auto needs = begin_changes(draft, subject);
  if (subject.action == Action::remove || subject.is_replaced()) remove_firewall(draft, subject);
  if (subject.desired == nullptr) return;
  const auto& spec = std::get<FirewallSpec>(subject.desired->spec);
  const auto wanted = distinct(spec.rules);
  if (subject.action == Action::create || subject.is_replaced()) {
    const Value empty = Value::Map{{"rules", Value::List{}}};
    const std::size_t created = add_creation(
        draft, subject, CreateFirewall{subject.key.name, spec.region, spec.description},
        with_member_of(subject.applied, "/spec/rules", &empty));
    add_rules(draft, subject, wanted, {}, {created});
  } else if (subject.difference("/spec/rules") != nullptr) {
    add_rules(draft, subject, wanted, std::get<const LiveFirewall*>(subject.live)->rules,
              std::move(needs));
  }
}

}  // namespace muster
