#include "api/net/http_client_connection.hpp"

#include "api/net/http_client_exchange.hpp"
#include "api/net/http_client_failure.hpp"
#include "api/net/tls_client_context.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>

namespace muster::net {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

namespace {

bool socket_is_quiet(tcp::socket& socket) {
  char byte = 0;
  const auto got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

class PlainConnection final : public HttpConnection {
 public:
  explicit PlainConnection(PlainStream stream) : stream_(std::move(stream)) {}
  Task<Exchange> exchange(HttpRequest request, RequestFrame frame, Duration limit) override {
    return run_exchange(stream_, buffer_, std::move(request), std::move(frame), limit);
  }
  bool is_quiet() override { return buffer_.size() == 0 && socket_is_quiet(stream_.socket()); }

 private:
  PlainStream stream_;
  beast::flat_buffer buffer_;
};

class TlsConnection final : public HttpConnection {
 public:
  TlsConnection(PlainStream stream, asio::ssl::context& tls) : stream_(std::move(stream), tls) {}
  Task<Exchange> exchange(HttpRequest request, RequestFrame frame, Duration limit) override {
    return run_exchange(stream_, buffer_, std::move(request), std::move(frame), limit);
  }
  bool is_quiet() override {
    return buffer_.size() == 0 && socket_is_quiet(stream_.next_layer().socket());
  }
  /// tls_failed, connect_failed, timed_out or cancelled.
  Task<Result<void>> handshake(std::string host, Duration limit);

 private:
  TlsStream stream_;
  beast::flat_buffer buffer_;
  CertificateProblem problem_;
};

Task<Result<void>> TlsConnection::handshake(std::string host, Duration limit) {
  MUSTER_CO_CHECK(expect_host(stream_.native_handle(), host));
  stream_.set_verify_callback([this](bool accepted, asio::ssl::verify_context& context) {
    if (!accepted && problem_.code == 0) note_problem(context.native_handle(), problem_);
    return accepted;
  });
  stream_.next_layer().expires_after(limit);
  auto done = co_await stream_.async_handshake(asio::ssl::stream_base::client,
                                               asio::as_tuple(asio::use_awaitable));
  const auto error = std::get<0>(done);
  stream_.next_layer().expires_never();
  if (!error) co_return Result<void>();
  if (is_timeout(error))
    co_return fail(Errc::timed_out, "the TLS handshake with " + host + " took longer than " +
                                        format_duration(limit));
  if (is_cancellation(error))
    co_return fail(Errc::cancelled, "cancelled while connecting to " + host);
  const bool is_tls = problem_.code != 0 || error.category() == asio::error::get_ssl_category();
  if (is_tls)
    co_return fail(Errc::tls_failed, explain_tls_failure(host, problem_, error.message()));
  co_return fail(Errc::connect_failed,
                 "the TLS handshake with " + host + " broke off: " + error.message());
}

/// Tries one address after the other; each gets its share of the time, so that a dead first one
/// leaves some for the next.
Task<Result<PlainStream>> connect_any(std::vector<tcp::endpoint> endpoints, std::string peer,
                                      Clock& clock, TimePoint deadline) {
  auto executor = co_await asio::this_coro::executor;
  boost::system::error_code error = asio::error::timed_out;
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const Duration left = deadline - clock.now();
    if (left <= Duration::zero()) break;
    PlainStream stream(executor);
    const auto tries_left = static_cast<Duration::rep>(endpoints.size() - i);
    stream.expires_after(std::max<Duration>(left / tries_left, Duration(1)));
    auto done = co_await stream.async_connect(endpoints[i], asio::as_tuple(asio::use_awaitable));
    error = std::get<0>(done);
    if (!error) {
      stream.expires_never();
      boost::system::error_code ignored;
      stream.socket().set_option(tcp::no_delay(true), ignored);
      co_return std::move(stream);
    }
    if (is_cancellation(error))
      co_return fail(Errc::cancelled, "cancelled while connecting to " + peer);
  }
  co_return fail(is_timeout(error) ? Errc::timed_out : Errc::connect_failed,
                 "cannot connect to " + peer + ": " + explain_connect_failure(error));
}

/// Asks the proxy for a tunnel to the server.
Task<Result<void>> open_tunnel(PlainStream& stream, const ConnectionTarget& target,
                               Duration limit) {
  const std::string server = host_and_port(target.server);
  const std::string failed =
      "the proxy " + host_and_port(target.proxy->url) + " opens no tunnel to " + server + ": ";
  http::request<http::empty_body> request{http::verb::connect, server, 11};
  request.set(http::field::host, server);
  if (!target.proxy->authorization.empty())
    request.set(http::field::proxy_authorization, target.proxy->authorization);
  stream.expires_after(limit);
  auto written = co_await http::async_write(stream, request, asio::as_tuple(asio::use_awaitable));
  auto error = std::get<0>(written);
  beast::flat_buffer buffer;
  http::response_parser<http::empty_body> parser;
  parser.skip(true);
  if (!error) {
    auto read = co_await http::async_read_header(stream, buffer, parser,
                                                 asio::as_tuple(asio::use_awaitable));
    error = std::get<0>(read);
  }
  stream.expires_never();
  if (is_timeout(error))
    co_return fail(Errc::timed_out, failed + "no answer within " + format_duration(limit));
  if (is_cancellation(error)) co_return fail(Errc::cancelled, failed + "cancelled");
  if (error) co_return fail(Errc::connect_failed, failed + explain_exchange_failure(error));
  const unsigned status = parser.get().result_int();
  if (status == 407)
    co_return fail(Errc::connect_failed, failed +
                                             "it wants a login (407); put http://user:password@... "
                                             "into the proxy variable");
  if (status / 100 != 2)
    co_return fail(Errc::connect_failed, failed + "it answered " + std::to_string(status));
  if (buffer.size() != 0)
    co_return fail(Errc::connect_failed, failed + "it sent more than an answer");
  co_return Result<void>();
}

Duration left_until(const Clock& clock, TimePoint deadline) {
  return std::max(deadline - clock.now(), Duration(1));
}

}  // namespace

Task<Result<std::unique_ptr<HttpConnection>>> open_connection(const ConnectionTarget& target,
                                                              NameCache& names, Clock& clock,
                                                              Duration limit) {
  const TimePoint deadline = clock.now() + limit;
  const std::string peer =
      target.proxy ? "the proxy " + host_and_port(target.proxy->url) : host_and_port(target.server);
  MUSTER_CO_TRY(auto endpoints, co_await names.endpoints(clock, limit));
  auto connected = co_await connect_any(std::move(endpoints), peer, clock, deadline);
  if (!connected) {
    names.forget();
    co_return fail(std::move(connected).error());
  }
  PlainStream stream = *std::move(connected);
  if (target.tls == nullptr)
    co_return std::unique_ptr<HttpConnection>(std::make_unique<PlainConnection>(std::move(stream)));
  if (target.proxy)
    MUSTER_CO_CHECK(co_await open_tunnel(stream, target, left_until(clock, deadline)));
  auto connection = std::make_unique<TlsConnection>(std::move(stream), *target.tls);
  MUSTER_CO_CHECK(co_await connection->handshake(target.server.host, left_until(clock, deadline)));
  co_return std::unique_ptr<HttpConnection>(std::move(connection));
}

}  // namespace muster::net
