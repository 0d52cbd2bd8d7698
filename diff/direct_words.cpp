#include "diff/direct_words.hpp"

#include "diff/live_view.hpp"
#include "diff/plan_words.hpp"

#include <algorithm>

namespace muster {
namespace {

struct PowerRule {
  std::vector<VmState> from;
  std::optional<VmState> to;  // where it leads
  const char* from_words;     // "only a machine that runs can be hibernated"
};

/// Empty: not one of power.
std::optional<PowerRule> power_rule(const Operation& operation) {
  if (std::holds_alternative<StartInstance>(operation))
    return PowerRule{{VmState::stopped}, VmState::active, "only a stopped machine can be started"};
  if (std::holds_alternative<StopInstance>(operation))
    return PowerRule{{VmState::active, VmState::error},
                     VmState::stopped,
                     "only a machine that runs can be stopped"};
  if (std::holds_alternative<RebootInstance>(operation))
    return PowerRule{{VmState::active, VmState::error},
                     std::nullopt,
                     "only a machine that runs can be rebooted"};
  if (std::holds_alternative<HibernateInstance>(operation))
    return PowerRule{
        {VmState::active}, VmState::hibernated, "only a machine that runs can be hibernated"};
  if (std::holds_alternative<RestoreInstance>(operation))
    return PowerRule{
        {VmState::hibernated}, VmState::active, "only a hibernated machine can be restored"};
  return std::nullopt;
}

/// What brings the machine to where most things can be done.
std::string way_out(const LiveVirtualMachine& machine) {
  switch (machine.state) {
    case VmState::stopped:
      return "start it first: muster vm start " + shell_word(machine.name);
    case VmState::hibernated:
      return "restore it first: muster vm restore " + shell_word(machine.name);
    case VmState::active:
      return "it runs";
    case VmState::error:
      return "reboot or delete it";
    case VmState::unknown:
      return "muster does not know that state";
    default:
      return "wait until it rests: muster get vm " + shell_word(machine.name) + " --watch";
  }
}

const LiveVirtualMachine* machine_in(const LiveThing& thing) {
  const auto* machine = std::get_if<const LiveVirtualMachine*>(&thing);
  return machine == nullptr ? nullptr : *machine;
}

/// Only a finished snapshot is of use, and it has at most one image (documented).
std::string problem_of(const Operation& operation, const LiveSnapshot& snapshot,
                       const LiveIndex& live) {
  const bool deletion = std::holds_alternative<DeleteSnapshot>(operation);
  if (snapshot.state != SetupState::ready && !(deletion && snapshot.state == SetupState::error))
    return snapshot.name + " is " + snapshot.status +
           ", and only a finished snapshot can be restored, made an image of or deleted; wait: "
           "muster get snapshot " +
           shell_word(snapshot.name) + " --watch";
  const auto* image = live.image_of(snapshot.id);
  if (std::holds_alternative<CreateImage>(operation) && image != nullptr)
    return "the image " + image->name + " was made from " + snapshot.name +
           " already, and a snapshot has at most one; delete it first: muster image delete " +
           shell_word(image->name);
  return {};
}

}  // namespace

std::string place_of(const Position& position) {
  return position.file + ":" + std::to_string(position.line);
}

StateVerdict judge_state(const Operation& operation, const LiveVirtualMachine& machine) {
  const std::string is =
      machine.name + " is " +
      (machine.status.empty() ? std::string(to_string(machine.state)) : machine.status);
  if (std::holds_alternative<DeleteInstance>(operation)) {
    if (machine.state == VmState::deleting || machine.state == VmState::deleted)
      return {.nothing_to_do = machine.name + " is being deleted already; nothing to do."};
    return {};
  }
  const auto rule = power_rule(operation);
  if (!rule) return {};
  if (rule->to && machine.state == *rule->to)
    return {.nothing_to_do = is + " already; nothing to do."};
  if (std::ranges::find(rule->from, machine.state) != rule->from.end()) return {};
  // Who wants a sleeping machine back means a machine that runs.
  if (rule->to == VmState::active && machine.state == VmState::stopped)
    return {.problem =
                is + ", not hibernated; start it: muster vm start " + shell_word(machine.name)};
  if (rule->to == VmState::active && machine.state == VmState::hibernated)
    return {.problem = is + "; restore it: muster vm restore " + shell_word(machine.name)};
  return {.problem = is + ", and " + rule->from_words + "; " + way_out(machine)};
}

std::string problem_of(const Operation& operation, const LiveThing& thing, const LiveIndex& live) {
  if (const auto* snapshot = std::get_if<const LiveSnapshot*>(&thing))
    return problem_of(operation, **snapshot, live);
  const auto* volume = std::get_if<const LiveVolume*>(&thing);
  if (volume == nullptr || !std::holds_alternative<CloneVolume>(operation)) return {};
  const auto& source = **volume;
  if (source.tier == Tier::legacy)
    return source.name +
           " is on the legacy tier, and only volumes of the advanced tier can be cloned";
  if (source.state == VolumeState::available || source.state == VolumeState::attached) return {};
  return source.name + " is " + source.status +
         ", and only a volume that rests can be cloned; wait: muster get volume " +
         shell_word(source.name) + " --watch";
}

Kind kind_made(const Operation& operation) {
  if (std::holds_alternative<CloneVolume>(operation)) return Kind::volume;
  if (std::holds_alternative<CreateSnapshot>(operation)) return Kind::snapshot;
  if (std::holds_alternative<CreateImage>(operation)) return Kind::custom_image;
  return Kind::virtual_machine;
}

Action action_of(const Operation& operation) {
  if (creates(operation)) return Action::create;
  if (deletes(operation) || std::holds_alternative<DeleteScripts>(operation)) return Action::remove;
  if (std::holds_alternative<HibernateInstance>(operation)) return Action::hibernate;
  if (std::holds_alternative<RestoreInstance>(operation)) return Action::restore;
  return Action::update;
}

std::optional<FieldChange> power_change(const Operation& operation, const LiveThing& thing) {
  const auto* machine = machine_in(thing);
  const auto rule = power_rule(operation);
  if (machine == nullptr || !rule || !rule->to) return std::nullopt;
  const PowerState after = *rule->to == VmState::active    ? PowerState::active
                           : *rule->to == VmState::stopped ? PowerState::stopped
                                                           : PowerState::hibernated;
  const auto before = heading_of(*machine);
  return FieldChange{.path = "/spec/powerState",
                     .before = before ? Value(std::string(to_string(*before))) : Value(),
                     .after = std::string(to_string(after))};
}

std::string loss_of(const Operation& operation, const LiveThing& thing, const LiveIndex& live) {
  if (std::holds_alternative<DeleteImage>(operation))
    return "machines can no longer be made from it";
  if (const auto* snapshot = std::get_if<const LiveSnapshot*>(&thing);
      snapshot != nullptr && std::holds_alternative<DeleteSnapshot>(operation)) {
    const auto* image = live.image_of((*snapshot)->id);
    return "what it holds is lost for good" +
           (image == nullptr ? std::string()
                             : ", and with it the image '" + image->name + "', made from it");
  }
  if (std::holds_alternative<HibernateInstance>(operation))
    return "its ephemeral disk is lost for good, and its addresses may change";
  if (std::holds_alternative<RebootInstance>(operation))
    return "it is as pulling the plug: what is not written to its disks is lost";
  const auto* machine = machine_in(thing);
  if (machine == nullptr || !std::holds_alternative<DeleteInstance>(operation)) return {};
  const bool own_disk = std::ranges::none_of(machine->volumes, &LiveVolumeAttachment::bootable);
  return std::string(own_disk ? "its root disk and its ephemeral disk are"
                              : "its ephemeral disk is") +
         " lost for good, and its addresses are given up";
}

std::vector<std::string> warnings_of(const Operation& operation) {
  std::vector<std::string> warnings;
  if (std::holds_alternative<CreateSnapshot>(operation))
    warnings.emplace_back(
        "the machine is shut off while the snapshot is taken; only its boot disk is in it");
  if (std::holds_alternative<RestoreSnapshot>(operation))
    warnings.emplace_back(
        "the new machine has addresses of its own, and SSH keys have to be set up again; it needs "
        "free GPUs");
  return warnings;
}

std::string note_of_management(const Operation& operation, const RecordedResource& record,
                               const Resource* manifest) {
  const std::string who =
      to_string(record.key) + " is managed" +
      (manifest == nullptr ? std::string() : " (" + place_of(manifest->position) + ")");
  if (creates(operation)) return {};
  if (deletes(operation))
    return who + (manifest == nullptr ? ": muster no longer owns it afterwards"
                                      : ": the next apply makes it anew, unless its manifest goes "
                                        "as well");
  const auto rule = power_rule(operation);
  if (!rule || !rule->to) return {};
  const Value* wanted = record.applied.at_path("/powerState");
  const auto* word = wanted == nullptr ? nullptr : wanted->get_if<std::string>();
  const auto after = *rule->to == VmState::active    ? PowerState::active
                     : *rule->to == VmState::stopped ? PowerState::stopped
                                                     : PowerState::hibernated;
  if (word == nullptr)
    return who + ", but nothing says which power state it shall have: the next plan leaves it so";
  if (*word == to_string(after)) return who + ": this is the state that was applied";
  return who + ": this is drift from powerState: " + *word + ", and the next apply undoes it";
}

}  // namespace muster
