#include "controller/execute/calls.hpp"

#include "model/assert.hpp"

namespace muster {
namespace {

using Sent = Task<Result<std::optional<RemoteId>>>;

Sent made(Task<Result<RemoteId>> call) {
  MUSTER_CO_TRY(RemoteId id, co_await std::move(call));
  co_return std::optional(std::move(id));
}

Sent changed(Task<Result<void>> call) {
  MUSTER_CO_CHECK(co_await std::move(call));
  co_return std::optional<RemoteId>();
}

api::Deployment deployment(const DeployInstance& op, const Resolved& ids) {
  api::Deployment deployment{.name = op.name,
                             .tier = op.spec.tier,
                             .region = op.spec.region,
                             .gpu_model = op.spec.gpu.model,
                             .gpu_count = op.spec.gpu.count,
                             .ssh_keys = ids.ssh_keys,
                             .os_image = op.spec.boot.os_image,
                             .image = ids.source,
                             .boot_volume = ids.boot_volume,
                             .public_ip = op.spec.public_ip.value_or(false),
                             .script = ids.script,
                             .volumes = ids.targets};
  if (op.spec.security_rules) deployment.security_rules = *op.spec.security_rules;
  if (op.spec.user_data) deployment.user_data = op.spec.user_data->text;
  return deployment;
}

// One overload an operation. Plain functions: the tasks they return own all that they need.

struct Caller {
  net::Context context;
  api::Client& client;
  const Resolved& ids;

  Sent operator()(const CreateSshKey& op) const {
    return made(client.create_ssh_key(context, op.name, op.public_key.text));
  }
  Sent operator()(const DeleteSshKey&) const {
    return changed(client.delete_ssh_key(context, ids.id));
  }
  Sent operator()(const CreateScript& op) const {
    return made(client.create_script(context, op.name, op.content.text));
  }
  Sent operator()(const UpdateScript& op) const {
    return changed(client.update_script(context, ids.id, op.content.text));
  }
  Sent operator()(const DeleteScript&) const {
    return changed(client.delete_script(context, ids.id));
  }
  Sent operator()(const DeleteScripts&) const {
    return changed(client.delete_scripts(context, ids.targets));
  }
  Sent operator()(const CreateFirewall& op) const {
    return made(client.create_firewall(context, {op.name, op.region, op.description}));
  }
  Sent operator()(const AddFirewallRule& op) const {
    return changed(client.add_firewall_rule(context, ids.id, op.rule));
  }
  Sent operator()(const RemoveFirewallRule& op) const {
    return changed(client.remove_firewall_rule(context, ids.id, op.rule_id));
  }
  Sent operator()(const SetFirewallMembers&) const {
    return changed(client.set_firewall_members(context, ids.id, ids.targets));
  }
  Sent operator()(const DeleteFirewall&) const {
    return changed(client.delete_firewall(context, ids.id));
  }
  Sent operator()(const CreateVolume& op) const {
    api::NewVolume volume{.name = op.name,
                          .tier = op.spec.tier,
                          .region = op.spec.region,
                          .type = op.spec.type,
                          .size = op.spec.size,
                          .description = op.spec.description};
    return made(client.create_volume(context, std::move(volume)));
  }
  Sent operator()(const ResizeVolume& op) const {
    return changed(client.resize_volume(context, ids.id, op.to));
  }
  Sent operator()(const DeleteVolume&) const {
    return changed(client.delete_volume(context, ids.id));
  }
  Sent operator()(const CloneVolume& op) const {
    return made(client.clone_volume(context, source(), {.name = op.name}));
  }
  Sent operator()(const DeployInstance& op) const {
    return made(client.deploy(context, deployment(op, ids)));
  }
  Sent operator()(const RestoreSnapshot& op) const {
    return made(client.restore_snapshot(context, source(), op.name));
  }
  Sent operator()(const CreateSnapshot& op) const {
    return made(client.create_snapshot(context, {op.name, source(), op.description}));
  }
  Sent operator()(const DeleteSnapshot&) const {
    return changed(client.delete_snapshot(context, ids.id));
  }
  Sent operator()(const CreateImage& op) const {
    return made(client.create_image(context, source(), op.name));
  }
  Sent operator()(const DeleteImage&) const {
    return changed(client.delete_image(context, ids.id));
  }
  Sent operator()(const StartInstance&) const {
    return changed(client.start_instance(context, ids.id));
  }
  Sent operator()(const StopInstance&) const {
    return changed(client.stop_instance(context, ids.id));
  }
  Sent operator()(const HibernateInstance&) const {
    return changed(client.hibernate_instance(context, ids.id));
  }
  Sent operator()(const RestoreInstance&) const {
    return changed(client.restore_instance(context, ids.id));
  }
  Sent operator()(const RebootInstance&) const {
    return changed(client.reboot_instance(context, ids.id));
  }
  Sent operator()(const TogglePublicIp&) const {
    return changed(client.toggle_public_ip(context, ids.id));
  }
  Sent operator()(const AttachVolumes&) const {
    return changed(client.attach_volumes(context, ids.id, ids.targets));
  }
  Sent operator()(const DetachVolumes&) const {
    return changed(client.detach_volumes(context, ids.id, ids.targets));
  }
  Sent operator()(const AddInstanceRule& op) const {
    return changed(client.add_instance_rule(context, ids.id, op.rule));
  }
  Sent operator()(const RemoveInstanceRule& op) const {
    return changed(client.remove_instance_rule(context, ids.id, op.rule_id));
  }
  Sent operator()(const DeleteInstance&) const {
    return changed(client.delete_instance(context, ids.id));
  }
  Sent operator()(const Adopt&) const { return none(); }
  Sent operator()(const Forget&) const { return none(); }
  Sent operator()(const Remember&) const { return none(); }

  RemoteId source() const { return ids.source.value_or(RemoteId()); }
  static Sent none() { MUSTER_ASSERT(false, "an operation without a call"); }
};

}  // namespace

Task<Result<std::optional<RemoteId>>> send(net::Context context, api::Client& client,
                                           const Operation& operation, const Resolved& ids) {
  return std::visit(Caller{std::move(context), client, ids}, operation);
}

}  // namespace muster
