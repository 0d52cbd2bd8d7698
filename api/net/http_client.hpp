#pragma once

#include "api/net/clock.hpp"
#include "api/net/http_message.hpp"
#include "api/net/proxy.hpp"
#include "api/net/transport.hpp"
#include "model/result.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace muster::net {

struct HttpClientOptions {
  /// Name lookup, connection, proxy and TLS handshake together.
  Duration connect_timeout = std::chrono::seconds(10);
  /// One send(), connection included; the context's deadline may be sooner.
  Duration request_timeout = std::chrono::seconds(60);
  /// Larger answers are refused with `protocol`.
  std::size_t body_bytes_max = std::size_t{64} << 20U;
  /// Connections kept open for the next request, and for how long.
  std::size_t idle_connections_max = 16;
  Duration idle_time_max = std::chrono::seconds(30);
  /// PEM file with authorities to trust besides the system's; empty for none.
  std::string ca_file;
  /// See proxy_for().
  std::optional<Proxy> proxy;
  /// Sent unless the request brings its own.
  std::string user_agent = "muster";
};

/// HTTP/1.1 to one server over TCP or TLS, with connections kept alive. Belongs to the loop it is
/// first used on, and must outlive the sends. Follows no redirects. Logs nothing.
class HttpClient final : public Transport {
 public:
  /// The scheme, host and port of `server` count; its path is the caller's to put into targets.
  /// invalid_input when the CA file cannot be read.
  static Result<std::unique_ptr<HttpClient>> create(Clock& clock, Url server,
                                                    HttpClientOptions options);
  ~HttpClient() override;

  /// See Transport. Besides: invalid_input for a header or target that would break the message
  /// (nothing was sent). A kept connection that turns out dead is replaced, and the request sent
  /// again, only when none of it can have arrived or when it is a GET or HEAD.
  Task<Result<HttpResponse>> send(Context context, HttpRequest request) override;

  /// Connections waiting for the next request.
  std::size_t idle_connections() const;

 private:
  struct Impl;
  explicit HttpClient(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::net
