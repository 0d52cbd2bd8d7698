#pragma once

#include "api/client.hpp"
#include "controller/execute/judge.hpp"

namespace muster {

/// Makes the call an operation stands for, once. The id of what a create made, empty otherwise.
/// Operations without a call are a bug. Errors: those of the client.
Task<Result<std::optional<RemoteId>>> send(net::Context context, api::Client& client,
                                           const Operation& operation, const Resolved& ids);

}  // namespace muster
