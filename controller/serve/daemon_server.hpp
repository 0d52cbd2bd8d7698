#pragma once

#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/http_server.hpp"
#include "api/net/task.hpp"
#include "controller/reconcile/control.hpp"
#include "controller/serve/daemon_route.hpp"
#include "model/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace muster {

struct DaemonServerOptions {
  std::string bind_address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  /// What "Authorization: Bearer" has to say; never empty.
  std::string token;
  std::string version;
  std::vector<DaemonRoute> extra_routes;
};

/// The daemon's HTTP API, seen from outside: docs/daemon-api.md. Reads the status of `control` and
/// passes on what is asked of it; decides nothing.
class DaemonServer {
 public:
  /// Both outlive it.
  DaemonServer(net::Clock& clock, DaemonControl& control, DaemonServerOptions options);
  ~DaemonServer();
  DaemonServer(const DaemonServer&) = delete;
  DaemonServer& operator=(const DaemonServer&) = delete;

  /// Takes the address. Errors: those of net::HttpServer::listen.
  Task<Result<void>> listen();
  /// Only after listen().
  std::uint16_t port() const;
  /// "http://127.0.0.1:9700": how a client on this machine reaches it. Only after listen().
  std::string url() const;
  /// Answers until stop() or until the context is stopped; streams and waits then end at once.
  Task<void> serve(net::Context context);
  void stop();

  /// One request and its answer, without a socket.
  Task<net::ServerReply> answer(net::HttpRequest request);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster
