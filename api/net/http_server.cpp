#include "api/net/http_server.hpp"

#include "api/net/semaphore.hpp"
#include "api/net/task_group.hpp"
#include "model/assert.hpp"

#include <algorithm>
#include <array>
#include <list>
#include <optional>
#include <tuple>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/system/system_error.hpp>

namespace muster::net {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

namespace {

using Parser = http::request_parser<http::string_body>;
using Message = http::response<http::string_body>;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
constexpr int slow_pieces = 10;
constexpr Duration retry_accept_after{100};
constexpr Duration linger_max = std::chrono::seconds(2);
constexpr std::size_t linger_bytes_max = std::size_t{64} << 20U;

HttpRequest take_request(http::request<http::string_body> message) {
  HttpRequest request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message)
    request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  request.body = std::move(message.body());
  return request;
}

bool may_be_sent(const std::string& name, const std::string& value) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return !name.empty() && std::ranges::none_of(name, is_control) &&
         std::ranges::none_of(value, is_control) && !equal_ignoring_case(name, "Content-Length") &&
         !equal_ignoring_case(name, "Connection") &&
         !equal_ignoring_case(name, "Transfer-Encoding");
}

Message make_message(HttpResponse response, unsigned version, bool keep_alive) {
  Message message;
  message.version(version);
  const bool is_status = response.status >= 200 && response.status <= 999;
  message.result(is_status ? static_cast<unsigned>(response.status) : 500U);
  for (const auto& [name, value] : response.headers)
    if (may_be_sent(name, value)) message.insert(name, value);
  const bool has_no_body = response.status == 204 || response.status == 304;
  if (!has_no_body) message.body() = std::move(response.body);
  message.keep_alive(keep_alive);
  message.prepare_payload();
  return message;
}

HttpResponse plain_answer(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text) + "\n"};
}

/// What a request that cannot be read is answered with; nothing when the connection just ended.
std::optional<HttpResponse> answer_to(const boost::system::error_code& error) {
  if (error == http::error::body_limit) return plain_answer(413, "The request body is too large.");
  if (error == http::error::header_limit)
    return plain_answer(431, "The request header is too large.");
  if (error == http::error::end_of_stream || error == http::error::partial_message)
    return std::nullopt;
  const bool is_http =
      error.category() == http::make_error_code(http::error::bad_version).category();
  if (is_http) return plain_answer(400, "This is not an HTTP/1.1 request.");
  return std::nullopt;
}

}  // namespace

struct HttpServer::Impl : std::enable_shared_from_this<Impl> {
  struct Connection {
    explicit Connection(tcp::socket socket) : stream(std::move(socket)) {}
    beast::tcp_stream stream;
    beast::flat_buffer buffer;
    bool is_idle = true;
  };

  Impl(Clock& the_clock, Handler the_handler, HttpServerOptions the_options)
      : clock(the_clock),
        handler(std::move(the_handler)),
        options(std::move(the_options)),
        places(options.connections_max) {}

  Task<void> accept_all(TaskGroup& group);
  Task<void> serve_connection(tcp::socket socket, Semaphore::Permit place);
  Task<bool> serve_request(Connection& connection);
  Task<boost::system::error_code> read_request(Connection& connection, Parser& parser);
  Task<ServerReply> ask_handler(HttpRequest request);
  Task<bool> write_reply(Connection& connection, ServerReply reply, bool is_head, Message message);
  Task<bool> write_pieces(Connection& connection, NextPiece next_piece, Message message);
  Task<void> refuse(Connection& connection, HttpResponse answer);
  void stop();

  Clock& clock;
  const Handler handler;
  const HttpServerOptions options;
  Semaphore places;
  std::unique_ptr<tcp::acceptor> acceptor;  // null before listen()
  std::uint16_t port = 0;
  std::list<Connection*> connections;
  bool is_stopping = false;
  Context streaming;  // stopped together with the server
};

void HttpServer::Impl::stop() {
  is_stopping = true;
  streaming.stop_flag()->request();
  boost::system::error_code ignored;
  if (acceptor) std::ignore = acceptor->close(ignored);
  for (Connection* connection : connections)
    if (connection->is_idle) connection->stream.close();
}

Task<void> HttpServer::Impl::accept_all(TaskGroup& group) {
  while (!is_stopping) {
    auto place = co_await places.acquire();
    if (is_stopping) co_return;
    auto accepted = co_await acceptor->async_accept(as_values);
    const auto error = std::get<0>(accepted);
    if (error == asio::error::operation_aborted || is_stopping) co_return;
    if (error) {
      // Out of descriptors, or the peer was gone already: both pass.
      co_await clock.sleep_for(retry_accept_after);
      continue;
    }
    group.spawn(serve_connection(std::get<1>(std::move(accepted)), std::move(place)));
  }
}

Task<void> HttpServer::Impl::serve_connection(tcp::socket socket, Semaphore::Permit place) {
  struct Registration {
    Impl& server;
    Connection& connection;
    ~Registration() { server.connections.remove(&connection); }
  };
  // Should the loop be destroyed while this is suspended, the server may be gone before.
  const auto self = shared_from_this();
  boost::system::error_code ignored;
  std::ignore = socket.set_option(tcp::no_delay(true), ignored);
  Connection connection(std::move(socket));
  connections.push_back(&connection);
  const Registration registration{*this, connection};
  bool goes_on = !is_stopping;
  while (goes_on) {
    goes_on = co_await serve_request(connection);
    goes_on = goes_on && !is_stopping;
  }
  std::ignore = connection.stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

Task<boost::system::error_code> HttpServer::Impl::read_request(Connection& connection,
                                                               Parser& parser) {
  parser.header_limit(static_cast<std::uint32_t>(options.header_bytes_max));
  parser.body_limit(options.body_bytes_max);
  connection.is_idle = connection.buffer.size() == 0;
  connection.stream.expires_after(options.idle_timeout);
  auto header =
      co_await http::async_read_header(connection.stream, connection.buffer, parser, as_values);
  connection.is_idle = false;
  if (std::get<0>(header)) co_return std::get<0>(header);
  connection.stream.expires_after(options.request_timeout);
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go_on{http::status::continue_, 11};
    auto written = co_await http::async_write(connection.stream, go_on, as_values);
    if (std::get<0>(written)) co_return std::get<0>(written);
  }
  auto body = co_await http::async_read(connection.stream, connection.buffer, parser, as_values);
  co_return std::get<0>(body);
}

/// One request and its answer; false when the connection is not to be used again.
Task<bool> HttpServer::Impl::serve_request(Connection& connection) {
  Parser parser;
  const auto error = co_await read_request(connection, parser);
  if (error) {
    auto answer = answer_to(error);
    if (answer) co_await refuse(connection, *std::move(answer));
    co_return false;
  }
  const unsigned version = parser.get().version();
  const bool keep_alive = parser.get().keep_alive();
  const bool is_head = parser.get().method() == http::verb::head;
  connection.stream.expires_never();
  auto request = take_request(parser.release());
  auto reply = co_await ask_handler(std::move(request));
  const bool stays = keep_alive && !is_stopping;
  auto message = make_message(std::move(reply.response), version, stays);
  const bool written =
      co_await write_reply(connection, std::move(reply), is_head, std::move(message));
  co_return written&& stays;
}

Task<ServerReply> HttpServer::Impl::ask_handler(HttpRequest request) {
  try {
    auto reply = co_await handler(std::move(request));
    co_return reply;
  } catch (const boost::system::system_error& failure) {
    if (failure.code() == asio::error::operation_aborted) throw;
  } catch (...) {
    // The text is for the server's owner, not for its clients.
  }
  ServerReply reply;
  reply.response = plain_answer(500, "The server failed to handle the request.");
  co_return reply;
}

/// True when the whole answer was written.
Task<bool> HttpServer::Impl::write_reply(Connection& connection, ServerReply reply, bool is_head,
                                         Message message) {
  using How = ServerReply::How;
  auto& stream = connection.stream;
  if (reply.how != How::slow_body && reply.delay > Duration::zero())
    co_await clock.sleep_for(reply.delay);
  if (reply.how == How::drop_connection_without_answer) {
    boost::system::error_code ignored;
    std::ignore = stream.socket().set_option(asio::socket_base::linger(true, 0), ignored);
    stream.close();
    co_return false;
  }
  if (reply.next_piece && !is_head) {
    const bool whole =
        co_await write_pieces(connection, std::move(reply.next_piece), std::move(message));
    co_return whole;
  }
  stream.expires_after(options.request_timeout);
  if (reply.how == How::normal && !is_head) {
    auto written = co_await http::async_write(stream, message, as_values);
    co_return !std::get<0>(written);
  }
  http::response_serializer<http::string_body> serializer(message);
  auto header = co_await http::async_write_header(stream, serializer, as_values);
  if (std::get<0>(header) || is_head) co_return !std::get<0>(header);
  const std::string body = std::move(message.body());
  const std::size_t end = reply.how == How::truncate_body ? body.size() / 2 : body.size();
  const std::size_t piece = reply.how == How::slow_body
                                ? std::max<std::size_t>(1, body.size() / slow_pieces)
                                : body.size();
  for (std::size_t at = 0; at < end; at += piece) {
    if (reply.how == How::slow_body) co_await clock.sleep_for(reply.delay / slow_pieces);
    stream.expires_after(options.request_timeout);
    const auto part = asio::buffer(body.data() + at, std::min(piece, end - at));
    auto written = co_await asio::async_write(stream, part, as_values);
    if (std::get<0>(written)) co_return false;
  }
  co_return reply.how != How::truncate_body;
}

/// False when the handler failed to give one.
Task<bool> take_piece(const NextPiece& next_piece, Context context,
                      std::optional<std::string>& piece) {
  try {
    piece = co_await next_piece(std::move(context));
    co_return true;
  } catch (const boost::system::system_error& failure) {
    if (failure.code() == asio::error::operation_aborted) throw;
  } catch (...) {
    // The connection just ends, so that the client sees that this was not all.
  }
  co_return false;
}

/// In chunks; to an HTTP/1.0 client, which knows none, as it is and up to the connection's end.
/// True when the connection may be used again.
Task<bool> HttpServer::Impl::write_pieces(Connection& connection, NextPiece next_piece,
                                          Message message) {
  auto& stream = connection.stream;
  http::response<http::empty_body> head(std::move(message.base()));
  const bool chunked = head.version() >= 11;
  head.chunked(chunked);
  http::response_serializer<http::empty_body> serializer(head);
  stream.expires_after(options.request_timeout);
  auto header = co_await http::async_write_header(stream, serializer, as_values);
  boost::system::error_code error = std::get<0>(header);
  while (!error) {
    stream.expires_never();
    std::optional<std::string> piece;
    const bool given = co_await take_piece(next_piece, streaming, piece);
    if (!given) co_return false;
    if (!piece) break;
    if (piece->empty()) continue;  // as a chunk it would be the last one
    stream.expires_after(options.request_timeout);
    const auto bytes = asio::buffer(*piece);
    if (chunked) {
      auto written = co_await asio::async_write(stream, http::make_chunk(bytes), as_values);
      error = std::get<0>(written);
    } else {
      auto written = co_await asio::async_write(stream, bytes, as_values);
      error = std::get<0>(written);
    }
  }
  if (error || !chunked) co_return false;
  stream.expires_after(options.request_timeout);
  auto last = co_await asio::async_write(stream, http::make_chunk_last(), as_values);
  co_return !std::get<0>(last);
}

/// Answers, then reads what still comes for a while: closing at once would reset the connection,
/// and the client might lose the answer.
Task<void> HttpServer::Impl::refuse(Connection& connection, HttpResponse answer) {
  auto& stream = connection.stream;
  const auto message = make_message(std::move(answer), 11, false);
  stream.expires_after(linger_max);
  auto written = co_await http::async_write(stream, message, as_values);
  if (std::get<0>(written)) co_return;
  boost::system::error_code error;
  error = stream.socket().shutdown(tcp::socket::shutdown_send, error);
  std::array<char, 16384> dropped{};
  for (std::size_t total = 0; !error && total < linger_bytes_max;) {
    auto read = co_await stream.async_read_some(asio::buffer(dropped), as_values);
    error = std::get<0>(read);
    total += std::get<1>(read);
  }
}

HttpServer::HttpServer(Clock& clock, Handler handler, HttpServerOptions options)
    : impl_(std::make_shared<Impl>(clock, std::move(handler), std::move(options))) {}
HttpServer::~HttpServer() = default;

Task<Result<void>> HttpServer::listen() {
  auto executor = co_await asio::this_coro::executor;
  const auto& options = impl_->options;
  const std::string where = options.bind_address + " port " + std::to_string(options.port);
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.bind_address, error);
  if (error) co_return fail(Errc::invalid_input, options.bind_address + " is not an IP address");
  const tcp::endpoint endpoint(address, options.port);
  tcp::acceptor acceptor(executor);
  error = acceptor.open(endpoint.protocol(), error);
  if (!error) error = acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) error = acceptor.bind(endpoint, error);
  if (!error) error = acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use)
    co_return fail(Errc::conflict, "cannot listen on " + where + ": another program does");
  if (error)
    co_return fail(Errc::invalid_input, "cannot listen on " + where + ": " + error.message());
  impl_->port = acceptor.local_endpoint(error).port();
  impl_->acceptor = std::make_unique<tcp::acceptor>(std::move(acceptor));
  co_return Result<void>();
}

std::uint16_t HttpServer::port() const {
  return impl_->port;
}

Task<void> HttpServer::serve(Context context) {
  MUSTER_ASSERT(impl_->acceptor != nullptr, "serve() before listen()");
  Impl* impl = impl_.get();
  if (context.stop_requested()) impl->stop();
  const StopListener listener(context, [impl] { impl->stop(); });
  auto body = [impl](TaskGroup& group) { return impl->accept_all(group); };
  co_await in_task_group(std::move(body));
}

void HttpServer::stop() {
  impl_->stop();
}

}  // namespace muster::net
