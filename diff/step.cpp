#include "diff/step.hpp"

#include <type_traits>

namespace muster {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

struct Trait {
  std::string_view name;
  bool creates = false;
  bool deletes = false;
  bool calls_api = true;
};

/// In the order of Operation; a test holds the two together.
constexpr auto traits = std::to_array<Trait>({
    {"create_ssh_key", true},
    {"delete_ssh_key", false, true},
    {"create_script", true},
    {"update_script"},
    {"delete_script", false, true},
    {"remove_scripts"},
    {"create_firewall", true},
    {"add_firewall_rule"},
    {"remove_firewall_rule"},
    {"set_firewall_members"},
    {"delete_firewall", false, true},
    {"create_volume", true},
    {"resize_volume"},
    {"delete_volume", false, true},
    {"clone_volume", true},
    {"deploy_instance", true},
    {"restore_snapshot", true},
    {"start_instance"},
    {"stop_instance"},
    {"hibernate_instance"},
    {"restore_instance"},
    {"reboot_instance"},
    {"toggle_public_ip"},
    {"attach_volumes"},
    {"detach_volumes"},
    {"add_instance_rule"},
    {"remove_instance_rule"},
    {"delete_instance", false, true},
    {"create_snapshot", true},
    {"delete_snapshot", false, true},
    {"create_image", true},
    {"delete_image", false, true},
    {"adopt", false, false, false},
    {"forget", false, false, false},
    {"remember", false, false, false},
});
static_assert(traits.size() == std::variant_size_v<Operation>);

const Trait& trait_of(const Operation& operation) {
  return traits[operation.index()];
}

std::string describe_rule(const SecurityRule& rule) {
  std::string text(to_string(rule.direction));
  text += " " + std::string(to_string(rule.protocol));
  if (rule.ports) text += " " + format_ports(*rule.ports);
  text += rule.direction == Direction::ingress ? " from " : " to ";
  return text + rule.cidr.text;
}

std::string counted(std::size_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string listed(const std::vector<Target>& targets, const char* noun) {
  constexpr std::size_t named_max = 3;
  if (targets.empty() || targets.size() > named_max) return counted(targets.size(), noun);
  std::string text = std::string(noun) + (targets.size() == 1 ? " " : "s ");
  for (const auto& target : targets)
    text += (&target == &targets.front() ? "" : ", ") + target.reference.name;
  return text;
}

}  // namespace

std::string_view operation_name(const Operation& operation) {
  return trait_of(operation).name;
}

bool creates(const Operation& operation) {
  return trait_of(operation).creates;
}

bool deletes(const Operation& operation) {
  return trait_of(operation).deletes;
}

bool takes_gpus(const Operation& operation) {
  return made_machine(operation) != nullptr || std::holds_alternative<RestoreInstance>(operation);
}

bool calls_api(const Operation& operation) {
  return trait_of(operation).calls_api;
}

std::string_view created_name(const Operation& operation) {
  return std::visit(
      [](const auto& op) -> std::string_view {
        if constexpr (requires { op.name; })
          return op.name;
        else
          return {};
      },
      operation);
}

const Target* source_of(const Operation& operation) {
  if (const auto* snapshot = std::get_if<CreateSnapshot>(&operation)) return &snapshot->machine;
  if (const auto* image = std::get_if<CreateImage>(&operation)) return &image->snapshot;
  if (const auto* restore = std::get_if<RestoreSnapshot>(&operation)) return &restore->snapshot;
  if (const auto* clone = std::get_if<CloneVolume>(&operation)) return &clone->source;
  const auto* deploy = std::get_if<DeployInstance>(&operation);
  return deploy != nullptr && deploy->image ? &*deploy->image : nullptr;
}

const VirtualMachineSpec* made_machine(const Operation& operation) {
  if (const auto* deploy = std::get_if<DeployInstance>(&operation)) return &deploy->spec;
  if (const auto* restore = std::get_if<RestoreSnapshot>(&operation)) return &restore->spec;
  return nullptr;
}

std::string describe(const Step& step) {
  const std::string text = describe(step.operation);
  return step.old_name.empty() ? text : "old '" + step.old_name + "': " + text;
}

std::string describe(const Operation& operation) {
  return std::visit(
      Overloaded{
          [](const UpdateScript&) -> std::string { return "update content"; },
          [](const AddFirewallRule& op) { return "add rule " + describe_rule(op.rule); },
          [](const RemoveFirewallRule& op) { return "remove rule " + describe_rule(op.rule); },
          [](const AddInstanceRule& op) { return "add rule " + describe_rule(op.rule); },
          [](const RemoveInstanceRule& op) { return "remove rule " + describe_rule(op.rule); },
          [](const SetFirewallMembers& op) {
            return op.machines.empty() ? std::string("detach from every machine")
                                       : "attach to exactly " + listed(op.machines, "machine");
          },
          [](const ResizeVolume& op) {
            return "grow from " + format_gigabytes(op.from) + " to " + format_gigabytes(op.to);
          },
          [](const DeployInstance& op) {
            return op.volumes.empty() ? std::string("deploy")
                                      : "deploy with " + listed(op.volumes, "volume");
          },
          [](const DeleteScripts& op) { return "delete " + listed(op.scripts, "script"); },
          [](const CloneVolume& op) { return "clone from volume " + op.source.reference.name; },
          [](const RebootInstance&) -> std::string { return "reboot"; },
          [](const RestoreSnapshot& op) {
            return "restore from snapshot " + op.snapshot.reference.name;
          },
          [](const CreateSnapshot& op) {
            return "create from machine " + op.machine.reference.name +
                   ", which is shut off meanwhile";
          },
          [](const CreateImage& op) {
            return "create from snapshot " + op.snapshot.reference.name;
          },
          [](const StartInstance&) -> std::string { return "start"; },
          [](const StopInstance&) -> std::string { return "stop"; },
          [](const HibernateInstance&) -> std::string { return "hibernate"; },
          [](const RestoreInstance&) -> std::string { return "restore"; },
          [](const TogglePublicIp& op) -> std::string {
            return op.wanted ? "switch the public address on" : "switch the public address off";
          },
          [](const AttachVolumes& op) { return "attach " + listed(op.volumes, "volume"); },
          [](const DetachVolumes& op) { return "detach " + listed(op.volumes, "volume"); },
          [](const Adopt&) -> std::string { return "adopt"; },
          [](const Forget&) -> std::string { return "forget"; },
          [](const Remember&) -> std::string { return "record in the ledger"; },
          []<class Op>(const Op&) -> std::string {
            if constexpr (requires(Op op) { op.name; })
              return "create";
            else
              return "delete";
          }},
      operation);
}

}  // namespace muster
