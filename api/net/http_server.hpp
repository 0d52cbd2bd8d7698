#pragma once

#include "api/net/clock.hpp"
#include "api/net/context.hpp"
#include "api/net/http_message.hpp"
#include "api/net/task.hpp"
#include "model/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace muster::net {

/// The next piece of a body that is not known as a whole; nothing ends it. The context is stopped
/// when the server is: the piece has to come soon then. A client that went away is noticed only by
/// a piece that cannot be written.
using NextPiece = std::function<Task<std::optional<std::string>>(Context)>;

/// An answer, and how badly the server should behave in giving it (for fault injection).
struct ServerReply {
  enum class How {
    normal,
    drop_connection_without_answer,  // reset
    truncate_body,                   // the full Content-Length is announced, half of the body comes
    slow_body,                       // the body is spread over `delay`
  };
  HttpResponse response;
  How how = How::normal;
  /// How long to wait before the answer (or the drop); for slow_body see there.
  Duration delay{0};
  /// If set, the body is what it gives, each piece sent as soon as it is there; response.body does
  /// not count.
  NextPiece next_piece = nullptr;
};

struct HttpServerOptions {
  std::string bind_address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  std::size_t body_bytes_max = std::size_t{10} << 20U;
  std::size_t header_bytes_max = std::size_t{16} << 10U;
  /// Further ones wait in the system's queue.
  std::size_t connections_max = 256;
  /// Between requests.
  Duration idle_timeout = std::chrono::seconds(60);
  /// For one request to arrive, and for one answer to be taken.
  Duration request_timeout = std::chrono::seconds(30);
};

/// HTTP/1.1 on one address. Answers 400, 413 and 431 by itself, and 500 when the handler throws.
/// Requests on one connection are handled one after the other, those of different ones side by
/// side.
class HttpServer {
 public:
  using Handler = std::function<Task<ServerReply>(HttpRequest)>;

  HttpServer(Clock& clock, Handler handler, HttpServerOptions options = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Takes the address. conflict when it is in use, invalid_input when it is none of this
  /// machine's.
  Task<Result<void>> listen();
  /// The port taken; only after listen().
  std::uint16_t port() const;
  /// Serves until stop() or until the context is stopped; returns when the requests then running
  /// have been answered and streams have ended. Requires listen().
  Task<void> serve(Context context);
  void stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace muster::net
