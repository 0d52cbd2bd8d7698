#pragma once

#include "api/client.hpp"
#include "model/world.hpp"

#include <vector>

namespace muster::api {

/// Reads the account with one paged list call a kind, side by side. Kinds that do not stand for
/// things in the account are ignored. observed_at is the time before the first call. `last`, if
/// any, is an earlier observation by the same client, whose lists are shared where the account
/// sends them again as they were; it outlives the task. Errors: those of Client, in front of them
/// what was being read.
Task<Result<LiveState>> observe(net::Context context, Client& client, net::Clock& clock,
                                std::vector<Kind> kinds, const LiveState* last = nullptr);

}  // namespace muster::api
