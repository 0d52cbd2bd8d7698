#include "controller/execute/judge.hpp"

#include "controller/execute/judge_machine.hpp"
#include "controller/execute/look.hpp"

#include <algorithm>

namespace muster {
namespace {

using State = Sight::State;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

Sight listed(bool there, const char* noun) {
  if (there) return {State::settled, std::string("the ") + noun + " is listed"};
  return {State::absent, std::string("the ") + noun + " is not listed"};
}

Sight still_there(bool there, bool going, const char* noun, const std::string& status) {
  if (!there) return {State::absent, std::string("the ") + noun + " is gone"};
  std::string seen = std::string("the ") + noun + " is still listed";
  if (!status.empty()) seen += " as " + status;
  return {going ? State::moving : State::unchanged, std::move(seen)};
}

Sight judge_script(const UpdateScript& op, const LiveScript* script) {
  if (script == nullptr) return {State::absent, "the script is not listed"};
  // A list may leave the text out (inferred): then there is nothing to compare.
  if (script->content == op.content.text) return {State::settled, "the script has the new text"};
  if (script->content.empty()) return {State::hidden, "the script's text is not shown"};
  return {State::unchanged, "the script has another text"};
}

Sight judge_gone(const std::vector<RemoteId>& scripts, const LiveState& live) {
  const auto there = std::ranges::count_if(
      scripts, [&](const RemoteId& id) { return find_thing(live.scripts, id) != nullptr; });
  if (there == 0) return {State::settled, "the scripts are gone"};
  return {State::unchanged, std::to_string(there) + " of " + std::to_string(scripts.size()) +
                                " scripts are still listed"};
}

Sight judge_firewall(const LiveFirewall* firewall) {
  if (firewall == nullptr) return {State::absent, "the firewall is not listed"};
  const std::string seen = "the firewall is " + firewall->status;
  if (firewall->state == SetupState::error) return {State::failed, seen};
  if (firewall->state == SetupState::ready || firewall->status.empty())
    return {State::settled, "the firewall is ready"};
  return {State::moving, seen};
}

Sight judge_members(const LiveFirewall* firewall, std::vector<RemoteId> wanted) {
  if (firewall == nullptr) return {State::absent, "the firewall is not listed"};
  std::ranges::sort(wanted);
  std::size_t there = 0;
  std::size_t pending = 0;
  std::size_t extra = 0;
  for (const auto& member : firewall->members) {
    if (!std::ranges::binary_search(wanted, member.machine)) {
      ++extra;
    } else if (member.state == SetupState::error) {
      return {State::failed, "attaching machine " + member.machine.text + " failed"};
    } else if (member.state == SetupState::pending) {
      ++pending;
    } else {
      ++there;
    }
  }
  const std::string seen =
      std::to_string(there) + " of " + std::to_string(wanted.size()) + " machines are attached";
  if (pending > 0) return {State::moving, seen};
  if (there < wanted.size()) return {State::unchanged, seen};
  if (extra > 0)
    return {State::unchanged,
            std::to_string(extra) + " machines that should be detached are still attached"};
  return {State::settled, seen};
}

const LiveVolume* volume_in(const LiveState& live, const RemoteId& id) {
  return find_thing(live.volumes, id);
}

Sight judge_new_volume(const LiveVolume* volume) {
  if (volume == nullptr) return {State::absent, "the volume is not listed"};
  std::string seen = "the volume is " + volume->status;
  switch (volume->state) {
    case VolumeState::error:
      return {State::failed, std::move(seen)};
    case VolumeState::available:
    case VolumeState::attached:
      return {State::settled, std::move(seen)};
    default:
      return {State::moving, std::move(seen)};
  }
}

Sight judge_size(const ResizeVolume& op, const LiveVolume* volume) {
  if (volume == nullptr) return {State::absent, "the volume is not listed"};
  const std::string seen =
      "the volume has " + format_gigabytes(volume->size) + " and is " + volume->status;
  if (volume->state == VolumeState::error) return {State::failed, seen};
  const bool rests =
      volume->state == VolumeState::available || volume->state == VolumeState::attached;
  if (volume->size >= op.to) return {rests ? State::settled : State::moving, seen};
  return {rests ? State::unchanged : State::moving, seen};
}

/// Finished, failed, or under way. A thing whose state the account does not tell is finished.
Sight judge_copy(const char* noun, SetupState state, const std::string& status) {
  const std::string seen = std::string("the ") + noun + " is " + status;
  if (state == SetupState::error) return {State::failed, seen};
  if (state == SetupState::ready || status.empty())
    return {State::settled, std::string("the ") + noun + " is finished"};
  return {State::moving, seen};
}

/// The machine is shut off meanwhile and comes back (inferred).
Sight judge_new_snapshot(const LiveSnapshot* snapshot, const LiveVirtualMachine* machine) {
  if (snapshot == nullptr) return {State::absent, "the snapshot is not listed"};
  Sight sight = judge_copy("snapshot", snapshot->state, snapshot->status);
  if (sight.state == State::settled && machine != nullptr && !is_settled(machine->state))
    return {State::moving, sight.seen + ", and its machine is " + machine->status};
  return sight;
}

Sight judge_new_image(const LiveImage* image) {
  if (image == nullptr) return {State::absent, "the image is not listed"};
  return judge_copy("image", image->state, image->status);
}

}  // namespace

std::vector<Kind> evidence_of(const Operation& operation) {
  return std::visit(
      Overloaded{
          [](const CreateSshKey&) { return std::vector{Kind::ssh_key}; },
          [](const DeleteSshKey&) { return std::vector{Kind::ssh_key}; },
          [](const CreateScript&) { return std::vector{Kind::startup_script}; },
          [](const UpdateScript&) { return std::vector{Kind::startup_script}; },
          [](const DeleteScript&) { return std::vector{Kind::startup_script}; },
          [](const DeleteScripts&) { return std::vector{Kind::startup_script}; },
          [](const CreateFirewall&) { return std::vector{Kind::firewall}; },
          [](const AddFirewallRule&) { return std::vector{Kind::firewall}; },
          [](const RemoveFirewallRule&) { return std::vector{Kind::firewall}; },
          [](const SetFirewallMembers&) { return std::vector{Kind::firewall}; },
          [](const DeleteFirewall&) { return std::vector{Kind::firewall}; },
          [](const CreateVolume&) { return std::vector{Kind::volume}; },
          [](const ResizeVolume&) { return std::vector{Kind::volume}; },
          [](const DeleteVolume&) { return std::vector{Kind::volume}; },
          [](const CloneVolume&) { return std::vector{Kind::volume}; },
          [](const AttachVolumes&) { return std::vector{Kind::virtual_machine, Kind::volume}; },
          [](const DetachVolumes&) { return std::vector{Kind::virtual_machine, Kind::volume}; },
          [](const DeployInstance& op) {
            return op.volumes.empty() ? std::vector{Kind::virtual_machine}
                                      : std::vector{Kind::virtual_machine, Kind::volume};
          },
          [](const CreateSnapshot&) { return std::vector{Kind::snapshot, Kind::virtual_machine}; },
          [](const DeleteSnapshot&) { return std::vector{Kind::snapshot}; },
          [](const CreateImage&) { return std::vector{Kind::custom_image}; },
          [](const DeleteImage&) { return std::vector{Kind::custom_image}; },
          [](const Adopt&) { return std::vector<Kind>{}; },
          [](const Forget&) { return std::vector<Kind>{}; },
          [](const Remember&) { return std::vector<Kind>{}; },
          [](const auto&) { return std::vector{Kind::virtual_machine}; },
      },
      operation);
}

Sight judge(const Operation& operation, const Resolved& ids, const LiveState& live) {
  const auto* firewall = find_thing(live.firewalls, ids.id);
  const auto* volume = volume_in(live, ids.id);
  const auto* script = find_thing(live.scripts, ids.id);
  const bool key = find_thing(live.ssh_keys, ids.id) != nullptr;
  const auto* snapshot = find_thing(live.snapshots, ids.id);
  const auto* image = find_thing(live.images, ids.id);
  return std::visit(
      Overloaded{
          [&](const CreateSshKey&) { return listed(key, "key"); },
          [&](const DeleteSshKey&) { return still_there(key, false, "key", ""); },
          [&](const CreateScript&) { return listed(script != nullptr, "script"); },
          [&](const UpdateScript& op) { return judge_script(op, script); },
          [&](const DeleteScript&) { return still_there(script != nullptr, false, "script", ""); },
          [&](const DeleteScripts&) { return judge_gone(ids.targets, live); },
          [&](const CreateFirewall&) { return judge_firewall(firewall); },
          [&](const AddFirewallRule& op) {
            if (firewall == nullptr) return Sight{State::absent, "the firewall is not listed"};
            return judge_added_rule(op.rule, firewall->rules);
          },
          [&](const RemoveFirewallRule& op) {
            if (firewall == nullptr) return Sight{State::absent, "the firewall is not listed"};
            return judge_removed_rule(op.rule_id, firewall->rules);
          },
          [&](const SetFirewallMembers&) { return judge_members(firewall, ids.targets); },
          [&](const DeleteFirewall&) {
            return still_there(firewall != nullptr, false, "firewall",
                               firewall == nullptr ? "" : firewall->status);
          },
          [&](const CreateVolume&) { return judge_new_volume(volume); },
          [&](const CloneVolume&) { return judge_new_volume(volume); },
          [&](const ResizeVolume& op) { return judge_size(op, volume); },
          [&](const DeleteVolume&) {
            const bool there = volume != nullptr;
            return still_there(there, there && volume->state == VolumeState::deleting, "volume",
                               there ? volume->status : "");
          },
          [&](const CreateSnapshot&) {
            return judge_new_snapshot(
                snapshot, find_thing(live.virtual_machines, ids.source.value_or(RemoteId())));
          },
          [&](const DeleteSnapshot&) {
            return still_there(snapshot != nullptr, false, "snapshot",
                               snapshot == nullptr ? "" : snapshot->status);
          },
          [&](const CreateImage&) { return judge_new_image(image); },
          [&](const DeleteImage&) {
            return still_there(image != nullptr, false, "image",
                               image == nullptr ? "" : image->status);
          },
          [](const Adopt&) { return Sight{State::settled, ""}; },
          [](const Forget&) { return Sight{State::settled, ""}; },
          [](const Remember&) { return Sight{State::settled, ""}; },
          [&](const auto& op) {
            const auto* machine = find_thing(live.virtual_machines, ids.id);
            if (machine == nullptr) return Sight{State::absent, "the machine is not listed"};
            return judge_machine(op, ids, *machine, live);
          },
      },
      operation);
}

Sight judge_rest(const RemoteId& id, const LiveState& live) {
  const auto* machine = find_thing(live.virtual_machines, id);
  if (machine == nullptr) return {State::absent, "the machine is not listed"};
  const std::string seen = "the machine is " + machine->status;
  if (machine->public_ip_changing) return {State::moving, "the machine's address is changing"};
  return {is_settled(machine->state) ? State::settled : State::moving, seen};
}

namespace {

/// Snapshots are taken of machines that run and have a server (documented).
Sight judge_snapshotted(const LiveVirtualMachine* machine, const LiveState& live) {
  if (machine == nullptr) return {State::absent, "the machine is not listed"};
  Sight sight = judge_rest(machine->id, live);
  if (sight.state != State::settled) return sight;
  if (machine->state != VmState::active)
    return {State::failed, sight.seen + ", and a snapshot is taken of one that runs"};
  return machine->has_server ? sight : Sight{State::moving, "the machine has no server yet"};
}

}  // namespace

Sight judge_source(Kind kind, const RemoteId& source, const LiveState& live) {
  if (kind == Kind::virtual_machine)
    return judge_snapshotted(find_thing(live.virtual_machines, source), live);
  if (kind == Kind::custom_image) return judge_new_image(find_thing(live.images, source));
  if (kind == Kind::volume) return judge_new_volume(volume_in(live, source));
  return judge_new_snapshot(find_thing(live.snapshots, source), nullptr);
}

Sight judge_finished(const RemoteId& snapshot, const LiveState& live) {
  const auto* found = find_thing(live.snapshots, snapshot);
  if (found == nullptr) return {State::absent, "the snapshot is not listed"};
  Sight sight = judge_copy("snapshot", found->state, found->status);
  if (sight.state == State::failed) sight.state = State::settled;
  return sight;
}

Sight judge_attachable(const std::vector<RemoteId>& machines, const LiveState& live) {
  for (const auto& id : machines) {
    const auto* machine = find_thing(live.virtual_machines, id);
    if (machine == nullptr) return {State::absent, "machine " + id.text + " is not listed"};
    if (!is_settled(machine->state))
      return {State::moving, "machine " + machine->name + " is " + machine->status};
    if (machine->state == VmState::active && !machine->has_server)
      return {State::moving, "machine " + machine->name + " has no server yet"};
  }
  return {State::settled, "the machines are ready"};
}

}  // namespace muster
