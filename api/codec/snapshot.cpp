#include "api/codec/snapshot.hpp"

#include "api/codec/object_reader.hpp"
#include "api/codec/scalar.hpp"
#include "api/codec/words.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

/// Only a finished snapshot is ready (documented): everything else that is no failure is waited
/// for.
SetupState setup_state(SnapshotState state) {
  switch (state) {
    case SnapshotState::ready:
      return SetupState::ready;
    case SnapshotState::error:
      return SetupState::error;
    case SnapshotState::creating:
    case SnapshotState::restoring:
    case SnapshotState::deleting:
    case SnapshotState::deleted:
      return SetupState::pending;
  }
  return SetupState::unknown;
}

/// What it was taken of, at the top or in an object of its own.
void read_machine(const ObjectReader& reader, LiveSnapshot& snapshot) {
  snapshot.machine.text = reader.text(Field::snapshot_instance_id).value_or("");
  snapshot.machine_name = reader.text(Field::snapshot_instance_name).value_or("");
  const auto* machine = reader.find(Field::snapshot_instance);
  if (machine == nullptr) return;
  const ObjectReader nested(reader.wire(), *machine, "an instance");
  if (snapshot.machine.text.empty())
    snapshot.machine.text = machine->is_object() ? nested.text(Field::instance_id).value_or("")
                                                 : read_text(*machine).value_or("");
  if (snapshot.machine_name.empty())
    snapshot.machine_name = nested.text(Field::instance_name).value_or("");
}

}  // namespace

Result<DecodedSnapshot> decode_snapshot(Wire& wire, const nlohmann::json& object,
                                        Source /*source*/) {
  const ObjectReader reader(wire, object, "a snapshot");
  LiveSnapshot snapshot;
  MUSTER_TRY(snapshot.id, reader.id(Field::snapshot_id));
  MUSTER_TRY(snapshot.name, reader.required_text(Field::snapshot_name));
  wire.notice_unknown(Schema::snapshot, object);
  snapshot.status = reader.text(Field::snapshot_status).value_or("");
  std::optional<SnapshotState> state;
  if (!snapshot.status.empty()) state = wire.state<SnapshotState>(snapshot.status);
  snapshot.state = state ? setup_state(*state) : SetupState::unknown;
  snapshot.tier = read_named<Tier>(reader, Field::snapshot_tier);
  snapshot.region = read_region(reader, Field::snapshot_region);
  snapshot.size = Gigabytes{reader.integer(Field::snapshot_size).value_or(0)};
  read_machine(reader, snapshot);
  snapshot.description = reader.nonempty(Field::snapshot_description);
  if (const auto* image = reader.find(Field::snapshot_is_image))
    snapshot.has_image = read_flag(*image);
  snapshot.created_at = reader.timestamp(Field::snapshot_created_at);
  const bool deleted = state == SnapshotState::deleted;
  const bool partial = !deleted && (snapshot.status.empty() || snapshot.region.empty() ||
                                    snapshot.machine.text.empty());
  return DecodedSnapshot{std::move(snapshot), partial, deleted};
}

nlohmann::json encode_snapshot(const Contract& contract, const NewSnapshot& snapshot) {
  nlohmann::json body = nlohmann::json::object();
  body[contract.send(Field::snapshot_name)] = snapshot.name;
  body[contract.send(Field::snapshot_instance_id)] = snapshot.machine.text;
  if (snapshot.description)
    body[contract.send(Field::snapshot_description)] = *snapshot.description;
  return body;
}

}  // namespace muster::api
