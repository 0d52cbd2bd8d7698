#pragma once

#include "api/client.hpp"
#include "model/market.hpp"
#include "model/resource.hpp"
#include "model/world.hpp"

namespace muster {

/// Reads prices, balance and, if wanted, the GPU stock, side by side. What the API does not say is
/// left out, with the reason among the problems: a plan does not need it. Errors: only those that
/// would stop everything else too (unauthorized, forbidden, cancelled).
Task<Result<Market>> read_market(net::Context context, api::Client& client, bool with_stock);

/// A machine of the account is or is wanted to be hibernated.
bool concerns_hibernation(const DesiredState& desired, const LiveState& live);

/// Adds what a hibernated machine costs, which is asked for on its own. Errors: as read_market.
Task<Result<void>> read_hibernation_price(net::Context context, api::Client& client,
                                          Market& market);

}  // namespace muster
