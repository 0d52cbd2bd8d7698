#include "api/codec/instance.hpp"

#include "api/codec/object_reader.hpp"
#include "api/codec/rule.hpp"
#include "api/codec/scalar.hpp"
#include "api/codec/words.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

/// The name of a thing given as a name or as an object with one.
std::optional<std::string> name_of(Wire& wire, const nlohmann::json& value, Field name) {
  if (!value.is_object()) return read_text(value);
  return ObjectReader(wire, value, "an object").nonempty(name);
}

void read_gpu(const ObjectReader& reader, LiveVirtualMachine& machine) {
  machine.gpu_model = reader.text(Field::instance_gpu_model).value_or("");
  machine.gpu_count = reader.integer(Field::instance_gpu_count).value_or(0);
  const auto* flavor = reader.find(Field::instance_flavor);
  if (flavor == nullptr) return;
  const ObjectReader nested(reader.wire(), *flavor, "a flavor");
  if (machine.gpu_model.empty())
    machine.gpu_model = nested.text(Field::flavor_gpu_model).value_or("");
  if (machine.gpu_count <= 0)
    machine.gpu_count = nested.integer(Field::flavor_gpu_count).value_or(0);
}

void read_addresses(const ObjectReader& reader, LiveVirtualMachine& machine) {
  machine.public_ip = reader.nonempty(Field::instance_public_ip);
  machine.private_ip = reader.nonempty(Field::instance_private_ip);
  const auto word = reader.nonempty(Field::instance_public_ip_status);
  const auto state = word ? reader.wire().state<AttachmentState>(*word) : std::nullopt;
  machine.public_ip_changing =
      state == AttachmentState::attaching || state == AttachmentState::detaching;
  if (state == AttachmentState::detached) machine.public_ip.reset();
}

std::vector<std::string> read_ssh_keys(const ObjectReader& reader) {
  std::vector<std::string> names;
  const auto* keys = reader.find(Field::instance_ssh_keys);
  if (keys == nullptr) return names;
  const auto add = [&](const nlohmann::json& key) {
    auto name = name_of(reader.wire(), key, Field::ssh_key_name);
    if (name && !name->empty()) names.push_back(*std::move(name));
  };
  if (keys->is_array())
    for (const auto& key : *keys) add(key);
  else
    add(*keys);
  std::ranges::sort(names);
  return names;
}

std::optional<LiveVolumeAttachment> read_attachment_of(Wire& wire, const nlohmann::json& entry) {
  if (!entry.is_object()) {
    auto id = read_text(entry);
    if (!id || id->empty()) return std::nullopt;
    return LiveVolumeAttachment{{*std::move(id)}};
  }
  const ObjectReader attachment(wire, entry, "an attachment");
  if (is_detached(attachment, Field::attachment_status)) return std::nullopt;
  auto id = attachment.nonempty(Field::attachment_volume_id);
  bool bootable = attachment.flag(Field::volume_bootable, false);
  if (const auto* volume = attachment.find(Field::attachment_volume)) {
    const ObjectReader nested(wire, *volume, "a volume");
    if (!id) id = volume->is_object() ? nested.nonempty(Field::volume_id) : read_text(*volume);
    bootable = bootable || nested.flag(Field::volume_bootable, false);
  } else if (!id) {
    id = attachment.nonempty(Field::volume_id);  // the volume itself stands in the list
  }
  if (!id || id->empty()) return std::nullopt;
  return LiveVolumeAttachment{
      {*std::move(id)}, bootable, read_attachment(attachment, Field::attachment_status)};
}

std::vector<LiveVolumeAttachment> read_volumes(const ObjectReader& reader) {
  std::vector<LiveVolumeAttachment> volumes;
  const auto* entries = reader.find(Field::instance_volume_attachments);
  if (entries == nullptr || !entries->is_array()) return volumes;
  for (const auto& entry : *entries)
    if (auto volume = read_attachment_of(reader.wire(), entry))
      volumes.push_back(*std::move(volume));
  std::ranges::sort(volumes, {}, &LiveVolumeAttachment::volume);
  return volumes;
}

/// The member without which a plan would see a difference that is none.
std::optional<Field> missing_member(const LiveVirtualMachine& machine) {
  if (machine.state == VmState::deleted) return std::nullopt;
  if (machine.region.empty()) return Field::instance_region;
  if (machine.gpu_model.empty()) return Field::instance_gpu_model;
  if (machine.gpu_count <= 0) return Field::instance_gpu_count;
  return std::nullopt;
}

std::vector<std::string> texts(const std::vector<RemoteId>& ids) {
  std::vector<std::string> out;
  for (const auto& id : ids) out.push_back(id.text);
  return out;
}

}  // namespace

Result<Decoded<LiveVirtualMachine>> decode_instance(Wire& wire, const nlohmann::json& object,
                                                    Source source) {
  const ObjectReader reader(wire, object, "an instance");
  LiveVirtualMachine machine;
  MUSTER_TRY(machine.id, reader.id(Field::instance_id));
  MUSTER_TRY(machine.name, reader.required_text(Field::instance_name));
  wire.notice_unknown(Schema::instance, object);
  machine.status = reader.text(Field::instance_status).value_or("");
  machine.state = read_state(wire, machine.status, VmState::unknown);
  machine.tier = read_named<Tier>(reader, Field::instance_tier);
  machine.region = read_region(reader, Field::instance_region);
  read_gpu(reader, machine);
  if (const auto* image = reader.find(Field::instance_image))
    machine.os_image = name_of(wire, *image, Field::vm_image_name);
  machine.has_server = reader.nonempty(Field::instance_server_uuid).has_value();
  read_addresses(reader, machine);
  machine.ssh_keys = read_ssh_keys(reader);
  machine.volumes = read_volumes(reader);
  if (const auto* rules = reader.find(Field::instance_security_rules)) {
    MUSTER_TRY(machine.rules, decode_rules(wire, *rules));
  }
  machine.created_at = reader.timestamp(Field::instance_created_at);
  const auto missing = missing_member(machine);
  if (missing && source == Source::detail) return fail(reader.missing(*missing));
  const bool without_rules = machine.tier != Tier::advanced && machine.state != VmState::deleted &&
                             !reader.has(Field::instance_security_rules);
  return Decoded<LiveVirtualMachine>{std::move(machine), missing || without_rules};
}

nlohmann::json encode_deployment(const Contract& contract, const Deployment& deployment) {
  nlohmann::json body = nlohmann::json::object();
  const auto set = [&](Field field, nlohmann::json value) {
    body[contract.send(field)] = std::move(value);
  };
  set(Field::deploy_name, deployment.name);
  set(Field::deploy_tier, std::string(to_string(deployment.tier)));
  set(Field::deploy_region, deployment.region);
  set(Field::deploy_gpu_model, deployment.gpu_model);
  set(Field::deploy_gpu_count, deployment.gpu_count);
  set(Field::deploy_ssh_keys, texts(deployment.ssh_keys));
  set(Field::deploy_public_ip, deployment.public_ip);
  if (deployment.os_image) set(Field::deploy_os_image, *deployment.os_image);
  if (deployment.image) set(Field::deploy_custom_image, deployment.image->text);
  if (deployment.boot_volume) set(Field::deploy_boot_volume, deployment.boot_volume->text);
  if (deployment.user_data) set(Field::deploy_user_data, *deployment.user_data);
  if (deployment.script) set(Field::deploy_script, deployment.script->text);
  if (!deployment.volumes.empty()) set(Field::deploy_volumes, texts(deployment.volumes));
  if (!deployment.security_rules.empty()) {
    auto rules = nlohmann::json::array();
    for (const auto& rule : deployment.security_rules) rules.push_back(encode_rule(contract, rule));
    set(Field::deploy_security_rules, std::move(rules));
  }
  return body;
}

}  // namespace muster::api
