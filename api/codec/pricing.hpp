#pragma once

#include "api/codec/wire.hpp"
#include "model/catalogue.hpp"
#include "model/market.hpp"
#include "model/result.hpp"

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// The published price list (documented). What cannot be read as a price is left out and noticed: a
/// missing price is unknown, never zero. Errors: protocol, when there is no price list at all.
Result<PriceList> decode_prices(Wire& wire, const nlohmann::json& body);

/// Errors: protocol.
Result<HibernationSummary> decode_hibernations(Wire& wire, const nlohmann::json& body);

}  // namespace muster::api
