#pragma once

#include "api/net/clock.hpp"
#include "api/net/http_message.hpp"
#include "api/net/name_cache.hpp"
#include "api/net/proxy.hpp"
#include "model/result.hpp"

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>

namespace muster::net {

/// How one request and its answer went.
struct Exchange {
  enum class End {
    answered,
    nothing_sent,  // the server has seen nothing of the request
    no_answer,     // sent at least in part, no complete answer
    bad_answer,    // the answer is not HTTP or too large
  };
  End end = End::nothing_sent;
  boost::system::error_code error;  // unless answered
  bool answer_began = false;        // some bytes of it have come
  bool reusable = false;            // the connection is ready for the next request
  HttpResponse response;            // when answered
};

/// What the transport adds to requests.
struct RequestFrame {
  std::string host;           // value of Host
  std::string target_prefix;  // "http://host:port" for a proxy that is asked directly, or empty
  std::string proxy_authorization;
  std::string user_agent;
  std::size_t body_bytes_max = 0;  // of the answer
};

/// One open connection to the server, perhaps through a tunnel.
class HttpConnection {
 public:
  virtual ~HttpConnection() = default;
  virtual Task<Exchange> exchange(HttpRequest request, RequestFrame frame, Duration limit) = 0;
  /// Whether an idle connection is still open and has nothing to read, as it should.
  virtual bool is_quiet() = 0;
};

/// Where connections go. All must outlive open_connection().
struct ConnectionTarget {
  Url server;
  std::optional<Proxy> proxy;
  boost::asio::ssl::context* tls = nullptr;  // null for plain HTTP
};

/// Errors: connect_failed, tls_failed, timed_out after `limit`, cancelled. Nothing of a request was
/// sent.
Task<Result<std::unique_ptr<HttpConnection>>> open_connection(const ConnectionTarget& target,
                                                              NameCache& names, Clock& clock,
                                                              Duration limit);

}  // namespace muster::net
