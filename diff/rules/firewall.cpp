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
/// first, those that are deleted go first. True if somebody has to be detached.
bool check_members(Draft& draft, const Subject& subject, const LiveFirewall& live) {
  bool needs_emptying = false;
  for (const auto& member : live.members) {
    const Fate fate = draft.fate_of_member(member.machine);
    if (!draft.changes(Kind::virtual_machine, member.machine)) {
      const auto* machine = draft.live.machines.by_id(member.machine);
      draft.error(subject, "",
                  "it cannot be deleted while it is attached to machine '" +
                      (machine == nullptr ? member.machine.text : machine->name) +
                      "', which muster does not manage or is to leave alone",
                  "detach it there first");
    } else if (fate != Fate::goes) {
      needs_emptying = true;
      const Subject& machine = *draft.owner(Kind::virtual_machine, member.machine);
      if (subject.is_replaced() && fate == Fate::stays && machine.desired != nullptr)
        refuse_losing_machine(draft, subject, machine);
    }
  }
  return needs_emptying;
}

void remove_firewall(Draft& draft, Subject& subject) {
  std::vector<std::size_t> needs;
  if (check_members(draft, subject, *std::get<const LiveFirewall*>(subject.live)))
    needs.push_back(draft.add(subject, SetFirewallMembers{}));
  add_removal(draft, subject, DeleteFirewall{}, {}, std::move(needs));
}

/// The steps of the new firewall that have to be done before an old one goes.
std::vector<std::size_t> steps_of_new(const Subject& subject) {
  if (subject.desired == nullptr || subject.action == Action::replace) return {};
  std::vector<std::size_t> needs;
  if (!subject.steps.empty()) needs.push_back(subject.steps.back());
  if (subject.members_set) needs.push_back(*subject.members_set);
  return needs;
}

void remove_old(Draft& draft, Subject& subject, const LiveFirewall& live,
                std::vector<std::size_t> needs) {
  if (check_members(draft, subject, live))
    needs = {draft.add_to_old(subject, live.id, SetFirewallMembers{}, std::move(needs))};
  for (const auto& member : live.members) {
    if (draft.fate_of_member(member.machine) != Fate::goes) continue;
    const Subject& machine = *draft.owner(Kind::virtual_machine, member.machine);
    if (machine.removed) needs.push_back(*machine.removed);
    needs.insert(needs.end(), machine.old_removed.begin(), machine.old_removed.end());
  }
  subject.old_removed.push_back(
      draft.add_to_old(subject, live.id, DeleteFirewall{}, std::move(needs)));
}

}  // namespace

void plan_firewall(Draft& draft, Subject& subject) {
  auto needs = begin_changes(draft, subject);
  if (subject.action == Action::remove || subject.action == Action::replace)
    remove_firewall(draft, subject);
  if (subject.desired == nullptr) return;
  const auto& spec = std::get<FirewallSpec>(subject.desired->spec);
  const auto wanted = distinct(spec.rules);
  if (subject.action == Action::create || subject.is_replaced()) {
    const Value empty = Value::Map{{"rules", Value::List{}}};
    const std::size_t created = add_creation(
        draft, subject, CreateFirewall{subject.account_name, spec.region, spec.description},
        with_member_of(subject.applied, "/spec/rules", &empty));
    add_rules(draft, subject, wanted, {}, {created});
  } else if (subject.difference("/spec/rules") != nullptr) {
    add_rules(draft, subject, wanted, std::get<const LiveFirewall*>(subject.live)->rules,
              std::move(needs));
  }
}

void plan_old_firewalls(Draft& draft) {
  for (auto& subject : draft.subjects) {
    if (subject.key.kind != Kind::firewall) continue;
    const auto needs = steps_of_new(subject);
    if (subject.is_replaced_first())
      remove_old(draft, subject, *std::get<const LiveFirewall*>(subject.live), needs);
    if (subject.leftovers_stay) continue;
    for (const auto& thing : subject.leftovers)
      remove_old(draft, subject, *std::get<const LiveFirewall*>(thing), needs);
  }
}

}  // namespace muster
