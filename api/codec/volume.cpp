#include "api/codec/volume.hpp"

#include "api/codec/object_reader.hpp"
#include "api/codec/scalar.hpp"
#include "api/codec/words.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

/// Where the volume is attached: instance ids or attachment objects, or one member for the only
/// instance.
std::vector<RemoteId> read_attached_to(const ObjectReader& volume) {
  std::vector<RemoteId> machines;
  const auto add = [&](std::optional<std::string> id) {
    if (id && !id->empty()) machines.push_back({*std::move(id)});
  };
  const auto* attachments = volume.find(Field::volume_attachments);
  if (attachments != nullptr && attachments->is_array()) {
    for (const auto& entry : *attachments) {
      if (!entry.is_object()) {
        add(read_text(entry));
        continue;
      }
      const ObjectReader attachment(volume.wire(), entry, "an attachment");
      if (!is_detached(attachment, Field::attachment_status))
        add(attachment.text(Field::attachment_instance_id));
    }
  }
  if (machines.empty()) add(volume.text(Field::volume_instance_id));
  std::ranges::sort(machines);
  const auto repeated = std::ranges::unique(machines);
  machines.erase(repeated.begin(), repeated.end());
  return machines;
}

}  // namespace

Result<Decoded<LiveVolume>> decode_volume(Wire& wire, const nlohmann::json& object, Source source) {
  const ObjectReader reader(wire, object, "a volume");
  LiveVolume volume;
  MUSTER_TRY(volume.id, reader.id(Field::volume_id));
  MUSTER_TRY(volume.name, reader.required_text(Field::volume_name));
  wire.notice_unknown(Schema::volume, object);
  volume.status = reader.text(Field::volume_status).value_or("");
  volume.state = read_state(wire, volume.status, VolumeState::unknown);
  volume.tier = read_named<Tier>(reader, Field::volume_tier);
  volume.type = read_named<VolumeType>(reader, Field::volume_type);
  volume.region = read_region(reader, Field::volume_region);
  volume.size = Gigabytes{reader.integer(Field::volume_size).value_or(0)};
  volume.bootable = reader.flag(Field::volume_bootable, false);
  volume.attached_to = read_attached_to(reader);
  volume.description = reader.nonempty(Field::volume_description);
  volume.created_at = reader.timestamp(Field::volume_created_at);
  const bool partial =
      volume.state != VolumeState::deleted && (volume.region.empty() || volume.size.count <= 0);
  if (partial && source == Source::detail)
    return fail(reader.missing(volume.region.empty() ? Field::volume_region : Field::volume_size));
  return Decoded<LiveVolume>{std::move(volume), partial};
}

nlohmann::json encode_volume(const Contract& contract, const NewVolume& volume) {
  nlohmann::json body = nlohmann::json::object();
  body[contract.send(Field::volume_name)] = volume.name;
  body[contract.send(Field::volume_tier)] = std::string(to_string(volume.tier));
  body[contract.send(Field::volume_region)] = volume.region;
  body[contract.send(Field::volume_type)] = std::string(to_string(volume.type));
  body[contract.send(Field::volume_size)] = volume.size.count;
  if (volume.description) body[contract.send(Field::volume_description)] = *volume.description;
  return body;
}

nlohmann::json encode_clone(const Contract& contract, const NewClone& clone) {
  nlohmann::json body = nlohmann::json::object();
  body[contract.send(Field::clone_name)] = clone.name;
  if (clone.type) body[contract.send(Field::clone_type)] = std::string(to_string(*clone.type));
  if (clone.region) body[contract.send(Field::clone_region)] = *clone.region;
  return body;
}

}  // namespace muster::api
