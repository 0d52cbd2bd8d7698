#pragma once

#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/routes.hpp"
#include "model/error.hpp"
#include "model/result.hpp"

#include <optional>

namespace muster::api {

struct RetryPolicy {
  int attempts_max = 5;  // of one call, the first included
  Duration delay_base = std::chrono::milliseconds(500);
  Duration delay_max = std::chrono::seconds(30);
};

/// The server may have acted on the request in spite of this error.
bool may_have_acted(Errc code);

/// How long to wait before sending the call again after its `attempt`-th try (from 1) ended so:
/// anywhere between zero and delay_base doubled with each attempt ("full jitter"), and never less
/// than the server asked for. Empty: sending it again is useless, or unsafe for its effect.
std::optional<Duration> retry_delay(const RetryPolicy& policy, Effect effect, const Error& error,
                                    int attempt, net::Random& random);

/// Sleeps until `due`, watching the context. Errors: cancelled within a quarter of a second of a
/// stop request; timed_out when the context's deadline comes first.
Task<Result<void>> pause_until(net::Clock& clock, net::Context context, net::TimePoint due);

}  // namespace muster::api
