#pragma once

#include "api/codec/wire.hpp"
#include "model/billing.hpp"
#include "model/result.hpp"

#include <cstdint>
#include <optional>

#include <nlohmann/json_fwd.hpp>

namespace muster::api {

/// One page of a bill; the summary and the total are those of the whole bill (documented).
struct BillingPage {
  Billing billing;
  std::optional<std::int64_t> total_pages;
};

/// Errors: protocol, for a record without id, minutes, rate or cost, for times that are none, for a
/// currency we do not know, and for two currencies in one bill: what cannot be read is not zero.
Result<BillingPage> decode_billing(Wire& wire, const nlohmann::json& body, BillingOf what);

}  // namespace muster::api
