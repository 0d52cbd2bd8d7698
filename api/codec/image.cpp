#include "api/codec/image.hpp"

#include "api/codec/object_reader.hpp"
#include "api/codec/scalar.hpp"
#include "api/codec/words.hpp"

#include <nlohmann/json.hpp>

namespace muster::api {
namespace {

SetupState setup_state(ImageState state) {
  switch (state) {
    case ImageState::ready:
      return SetupState::ready;
    case ImageState::error:
      return SetupState::error;
    case ImageState::creating:
    case ImageState::deleting:
    case ImageState::deleted:
      return SetupState::pending;
  }
  return SetupState::unknown;
}

/// An id given as such or as that of an object.
std::string id_of(const ObjectReader& reader, Field member, Field id) {
  const auto* value = reader.find(member);
  if (value == nullptr) return "";
  if (value->is_object())
    return ObjectReader(reader.wire(), *value, "an object").text(id).value_or("");
  return read_text(*value).value_or("");
}

/// What a relationship says: an image, none (empty), or nothing (no value).
std::optional<std::string> related_image(const ObjectReader& relationship) {
  if (!relationship.flag(Field::relationship_has_image, true)) return "";
  auto id = relationship.text(Field::relationship_image_id).value_or("");
  if (id.empty()) id = id_of(relationship, Field::relationship_image, Field::image_id);
  if (!id.empty()) return id;
  if (relationship.find(Field::relationship_has_image) != nullptr) return std::nullopt;
  const bool told =
      relationship.has(Field::relationship_image_id) || relationship.has(Field::relationship_image);
  return told ? std::optional<std::string>("") : std::nullopt;
}

/// A row of the answer for many: a relationship, or only the image's id.
void take_related(Wire& wire, std::string snapshot, const nlohmann::json& row,
                  std::map<RemoteId, RemoteId>& images) {
  const ObjectReader reader(wire, row, "a relationship");
  std::string image;
  if (row.is_object()) {
    if (auto id = reader.nonempty(Field::relationship_snapshot)) snapshot = *std::move(id);
    image = related_image(reader).value_or("");
  } else {
    image = read_text(row).value_or("");
  }
  if (!snapshot.empty() && !image.empty())
    images.emplace(RemoteId{std::move(snapshot)}, RemoteId{std::move(image)});
}

}  // namespace

Result<DecodedImage> decode_image(Wire& wire, const nlohmann::json& object, Source /*source*/) {
  const ObjectReader reader(wire, object, "an image");
  LiveImage image;
  MUSTER_TRY(image.id, reader.id(Field::image_id));
  MUSTER_TRY(image.name, reader.required_text(Field::image_name));
  wire.notice_unknown(Schema::image, object);
  image.status = reader.text(Field::image_status).value_or("");
  std::optional<ImageState> state = ImageState::ready;
  if (!image.status.empty()) state = wire.state<ImageState>(image.status);
  image.state = state ? setup_state(*state) : SetupState::unknown;
  image.region = read_region(reader, Field::image_region);
  if (const auto size = reader.integer(Field::image_size); size && *size > 0)
    image.size = Gigabytes{*size};
  image.snapshot.text = id_of(reader, Field::image_snapshot, Field::snapshot_id);
  image.created_at = reader.timestamp(Field::image_created_at);
  const bool deleted = state == ImageState::deleted;
  const bool partial = !deleted && (image.region.empty() || !reader.has(Field::image_snapshot));
  return DecodedImage{std::move(image), partial, deleted};
}

Result<std::optional<RemoteId>> decode_image_of(Wire& wire, const nlohmann::json& body) {
  const ObjectReader answer(wire, body, "a relationship");
  const auto* nested = answer.find(Field::one_relationship);
  const ObjectReader relationship(wire, nested != nullptr ? *nested : body, "a relationship");
  auto image = related_image(relationship);
  if (!image) return fail(relationship.missing(Field::relationship_image_id));
  if (image->empty()) return std::nullopt;
  return RemoteId{*std::move(image)};
}

Result<std::map<RemoteId, RemoteId>> decode_images_of(Wire& wire, const nlohmann::json& body) {
  const ObjectReader answer(wire, body, "a list of relationships");
  const auto* rows = answer.find(Field::list_relationships);
  if (rows == nullptr || !rows->is_structured())
    return fail(answer.missing(Field::list_relationships));
  std::map<RemoteId, RemoteId> images;
  if (rows->is_array())
    for (const auto& row : *rows) take_related(wire, "", row, images);
  else
    for (const auto& [snapshot, row] : rows->items()) take_related(wire, snapshot, row, images);
  return images;
}

}  // namespace muster::api
