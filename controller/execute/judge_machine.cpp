#include "controller/execute/judge_machine.hpp"

#include "controller/execute/look.hpp"

#include <algorithm>
#include <initializer_list>

namespace muster {
namespace {

using State = Sight::State;

/// Heading for `wanted`, through any of `ways`.
Sight judge_power(const LiveVirtualMachine& machine, VmState wanted,
                  std::initializer_list<VmState> ways, bool error_is_final) {
  std::string seen = "the machine is " + machine.status;
  if (machine.state == wanted) return {State::settled, std::move(seen)};
  if (std::ranges::find(ways, machine.state) != ways.end()) return {State::moving, std::move(seen)};
  if (machine.state == VmState::error && error_is_final) return {State::failed, std::move(seen)};
  return {State::unchanged, std::move(seen)};
}

/// How a volume stands to a machine: settled when attached, unchanged when not at all. Both sides
/// tell of it and either may lag (inferred).
State attachment(const RemoteId& id, const LiveVirtualMachine& machine, const LiveState& live) {
  const auto of_machine = std::ranges::find(machine.volumes, id, &LiveVolumeAttachment::volume);
  const bool machine_says = of_machine != machine.volumes.end();
  if (machine_says && of_machine->state == SetupState::error) return State::failed;
  if (machine_says && of_machine->state == SetupState::pending) return State::moving;
  const auto* volume = find_thing(live.volumes, id);
  if (volume == nullptr) return machine_says ? State::settled : State::unchanged;
  if (volume->state == VolumeState::error) return State::failed;
  if (volume->state == VolumeState::attaching || volume->state == VolumeState::detaching ||
      volume->state == VolumeState::busy)
    return State::moving;
  const bool volume_says =
      std::ranges::find(volume->attached_to, machine.id) != volume->attached_to.end();
  return machine_says || volume_says ? State::settled : State::unchanged;
}

struct Attachments {
  std::size_t attached = 0, moving = 0, none = 0, failed = 0;
};
Attachments count(const std::vector<RemoteId>& volumes, const LiveVirtualMachine& machine,
                  const LiveState& live) {
  Attachments counts;
  for (const auto& id : volumes) {
    const State state = attachment(id, machine, live);
    ++(state == State::settled  ? counts.attached
       : state == State::moving ? counts.moving
       : state == State::failed ? counts.failed
                                : counts.none);
  }
  return counts;
}

/// What a new machine was asked for and does not have yet; empty when there is nothing.
std::string missing(const DeployInstance& op, const Resolved& ids,
                    const LiveVirtualMachine& machine, const LiveState& live) {
  if (op.spec.tier == Tier::legacy && !machine.has_server) return "its server";
  if (op.spec.public_ip.value_or(false) && (!machine.public_ip || machine.public_ip_changing))
    return "its public address";
  if (op.spec.security_rules)
    for (const auto& rule : *op.spec.security_rules)
      if (judge_added_rule(rule, machine.rules).state != State::settled)
        return "its security rules";
  if (count(ids.targets, machine, live).attached < ids.targets.size()) return "its volumes";
  return {};
}

}  // namespace

Sight judge_added_rule(const SecurityRule& rule, const std::vector<LiveRule>& rules) {
  Sight best{State::unchanged, "the rule is not there"};
  for (const auto& live : rules) {
    if (live.rule != rule) continue;
    if (live.state == SetupState::pending) {
      best = {State::moving, "the rule is being applied"};
    } else if (live.state == SetupState::error) {
      if (best.state != State::moving) best = {State::failed, "applying the rule failed"};
    } else {
      return {State::settled, "the rule is in force"};
    }
  }
  return best;
}

Sight judge_removed_rule(const RemoteId& rule, const std::vector<LiveRule>& rules) {
  const auto found = std::ranges::find(rules, rule, &LiveRule::id);
  if (found == rules.end()) return {State::settled, "the rule is gone"};
  return {State::unchanged, "the rule is still there"};
}

Sight judge_machine(const DeployInstance& op, const Resolved& ids,
                    const LiveVirtualMachine& machine, const LiveState& live) {
  Sight sight = judge_power(machine, VmState::active,
                            {VmState::creating, VmState::starting, VmState::rebooting}, true);
  if (sight.state != State::settled) return sight;
  for (const auto& rule : machine.rules)
    if (rule.state == SetupState::error)
      return {State::failed, "a security rule of the machine could not be applied"};
  const std::string lack = missing(op, ids, machine, live);
  if (lack.empty()) return sight;
  return {State::moving, sight.seen + " but waits for " + lack};
}

Sight judge_machine(const RestoreSnapshot& op, const Resolved&, const LiveVirtualMachine& machine,
                    const LiveState&) {
  Sight sight = judge_power(
      machine, VmState::active,
      {VmState::creating, VmState::restoring, VmState::starting, VmState::rebooting}, true);
  if (sight.state != State::settled) return sight;
  if (!machine.has_server) return {State::moving, sight.seen + " but waits for its server"};
  const GpuSpec& gpu = op.spec.gpu;
  const bool differs = machine.gpu_model != gpu.model || machine.gpu_count != gpu.count;
  if (machine.gpu_model.empty() || !differs) return sight;
  return {State::failed, "it came back with " + std::to_string(machine.gpu_count) + "x " +
                             machine.gpu_model + ", as it was snapshotted, and the manifest says " +
                             std::to_string(gpu.count) + "x " + gpu.model};
}

Sight judge_machine(const StartInstance&, const Resolved&, const LiveVirtualMachine& machine,
                    const LiveState&) {
  return judge_power(machine, VmState::active,
                     {VmState::starting, VmState::rebooting, VmState::restoring}, true);
}

Sight judge_machine(const StopInstance&, const Resolved&, const LiveVirtualMachine& machine,
                    const LiveState&) {
  // A machine in error may be stopped (inferred), so error is not the end here.
  return judge_power(machine, VmState::stopped, {VmState::stopping}, false);
}

Sight judge_machine(const HibernateInstance&, const Resolved&, const LiveVirtualMachine& machine,
                    const LiveState&) {
  return judge_power(machine, VmState::hibernated, {VmState::hibernating}, true);
}

Sight judge_machine(const RestoreInstance&, const Resolved&, const LiveVirtualMachine& machine,
                    const LiveState&) {
  return judge_power(machine, VmState::active, {VmState::restoring, VmState::starting}, true);
}

/// A machine that runs may have been booted anew or not: only one that is on its way tells.
Sight judge_machine(const RebootInstance&, const Resolved&, const LiveVirtualMachine& machine,
                    const LiveState&) {
  std::string seen = "the machine is " + machine.status;
  if (machine.state == VmState::rebooting || machine.state == VmState::starting)
    return {State::moving, std::move(seen)};
  return {machine.state == VmState::active ? State::hidden : State::unchanged, std::move(seen)};
}

Sight judge_machine(const TogglePublicIp& op, const Resolved&, const LiveVirtualMachine& machine,
                    const LiveState&) {
  const bool has = machine.public_ip.has_value();
  if (machine.public_ip_changing) {
    const bool on_the_way = has != op.wanted;
    return {on_the_way ? State::moving : State::unchanged, "the address is changing"};
  }
  const char* seen = has ? "the machine has a public address" : "the machine has no public address";
  return {has == op.wanted ? State::settled : State::unchanged, seen};
}

Sight judge_machine(const AttachVolumes&, const Resolved& ids, const LiveVirtualMachine& machine,
                    const LiveState& live) {
  const auto counts = count(ids.targets, machine, live);
  const std::string seen = std::to_string(counts.attached) + " of " +
                           std::to_string(ids.targets.size()) + " volumes are attached";
  if (counts.failed > 0) return {State::failed, "a volume could not be attached"};
  if (counts.attached == ids.targets.size()) return {State::settled, seen};
  return {counts.none == 0 ? State::moving : State::unchanged, seen};
}

Sight judge_machine(const DetachVolumes&, const Resolved& ids, const LiveVirtualMachine& machine,
                    const LiveState& live) {
  const auto counts = count(ids.targets, machine, live);
  const std::string seen = std::to_string(counts.none) + " of " +
                           std::to_string(ids.targets.size()) + " volumes are detached";
  if (counts.failed > 0) return {State::failed, "a volume could not be detached"};
  if (counts.none == ids.targets.size()) return {State::settled, seen};
  return {counts.attached == 0 ? State::moving : State::unchanged, seen};
}

Sight judge_machine(const AddInstanceRule& op, const Resolved&, const LiveVirtualMachine& machine,
                    const LiveState&) {
  return judge_added_rule(op.rule, machine.rules);
}

Sight judge_machine(const RemoveInstanceRule& op, const Resolved&,
                    const LiveVirtualMachine& machine, const LiveState&) {
  return judge_removed_rule(op.rule_id, machine.rules);
}

Sight judge_machine(const DeleteInstance&, const Resolved&, const LiveVirtualMachine& machine,
                    const LiveState&) {
  return {machine.state == VmState::deleting ? State::moving : State::unchanged,
          "the machine is still listed as " + machine.status};
}

}  // namespace muster
