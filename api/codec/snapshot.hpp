#pragma once

#include "api/client.hpp"
#include "api/codec/wire.hpp"

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

struct DecodedSnapshot {
  LiveSnapshot value;
  bool partial = false;
  bool deleted = false;
};

/// Partial: a row of a list without state, region or machine. Errors: protocol when id or name are
/// missing.
Result<DecodedSnapshot> decode_snapshot(Wire& wire, const nlohmann::json& object, Source source);

nlohmann::json encode_snapshot(const Contract& contract, const NewSnapshot& snapshot);

}  // namespace muster::api
