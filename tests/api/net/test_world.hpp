#pragma once

#include "api/net/event_loop.hpp"
#include "api/net/http_client.hpp"
#include "api/net/http_server.hpp"
#include "api/net/real_clock.hpp"

#include <functional>
#include <memory>

namespace muster::net {

/// A loop, a clock and a server on a free loopback port with a handler of the test's choice.
class TestWorld {
 public:
  using Handler = HttpServer::Handler;
  using Script = std::function<Task<void>(TestWorld&)>;

  explicit TestWorld(Handler handler, HttpServerOptions options = {});

  /// Runs `script` while the server serves, then stops the server.
  void run(Script script);
  std::unique_ptr<HttpClient> client(HttpClientOptions options = {});

  EventLoop loop;
  RealClock clock;
  HttpServer server;
};

/// A client for any port of this machine.
std::unique_ptr<HttpClient> client_of(RealClock& clock, std::uint16_t port,
                                      HttpClientOptions options = {});

/// A handler that answers every request at once with the same.
HttpServer::Handler always(ServerReply reply);

}  // namespace muster::net
