#pragma once

#include "api/client.hpp"
#include "api/codec/wire.hpp"

#include <map>
#include <optional>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

struct DecodedImage {
  LiveImage value;
  bool partial = false;
  bool deleted = false;
};

/// An image without a state counts as ready: it may have none (inferred). Partial: a row of a list
/// without region or snapshot. Errors: protocol when id or name are missing.
Result<DecodedImage> decode_image(Wire& wire, const nlohmann::json& object, Source source);

/// The image of the one snapshot that was asked for; empty: it has none. Errors: protocol, when the
/// answer says neither.
Result<std::optional<RemoteId>> decode_image_of(Wire& wire, const nlohmann::json& body);
/// By snapshot, those that have one; a map or a list. Errors: protocol.
Result<std::map<RemoteId, RemoteId>> decode_images_of(Wire& wire, const nlohmann::json& body);

}  // namespace muster::api
