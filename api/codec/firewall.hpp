#pragma once

#include "api/client.hpp"
#include "api/codec/wire.hpp"

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

struct DecodedFirewall {
  LiveFirewall value;
  bool partial = false;
  bool deleted = false;
};

/// Partial: a row of a list without its rules or its members. Errors: protocol when id or name are
/// missing, or the region from a detail.
Result<DecodedFirewall> decode_firewall(Wire& wire, const nlohmann::json& object, Source source);

nlohmann::json encode_firewall(const Contract& contract, const NewFirewall& firewall);

}  // namespace muster::api
