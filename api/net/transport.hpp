#pragma once

#include "api/net/context.hpp"
#include "api/net/http_message.hpp"
#include "api/net/task.hpp"
#include "model/result.hpp"

namespace muster::net {

/// One HTTP exchange. Implementations: HttpClient (sockets), the sandbox in process, test doubles.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Sends and waits for the whole answer, any status. Does not retry.
  /// Errors: connect_failed and tls_failed (nothing was sent); unknown_outcome (sent at least in
  /// part, then reset, cut short or timed out: the server may have acted); timed_out (the deadline
  /// passed before anything was sent); protocol (not HTTP, or larger than the body limit);
  /// cancelled.
  virtual Task<Result<HttpResponse>> send(Context context, HttpRequest request) = 0;
};

}  // namespace muster::net
