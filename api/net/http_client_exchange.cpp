#include "api/net/http_client_exchange.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>

namespace muster::net {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr std::uint32_t header_bytes_max = 64U << 10U;
constexpr int interim_answers_max = 10;

bool is_ours(std::string_view name) {
  return equal_ignoring_case(name, "Host") || equal_ignoring_case(name, "Content-Length") ||
         equal_ignoring_case(name, "Connection") || equal_ignoring_case(name, "Transfer-Encoding");
}

http::request<http::string_body> make_request(HttpRequest request, const RequestFrame& frame) {
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(request.method);
  message.target(frame.target_prefix + request.target);
  message.set(http::field::host, frame.host);
  if (!find_header(request.headers, "User-Agent") && !frame.user_agent.empty())
    message.set(http::field::user_agent, frame.user_agent);
  if (!frame.proxy_authorization.empty())
    message.set(http::field::proxy_authorization, frame.proxy_authorization);
  for (const auto& [name, value] : request.headers)
    if (!is_ours(name)) message.insert(name, value);
  message.body() = std::move(request.body);
  message.prepare_payload();
  return message;
}

HttpResponse take_response(http::response<http::string_body> message) {
  HttpResponse response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message)
    response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  response.body = std::move(message.body());
  return response;
}

/// A broken message, as opposed to one that broke off.
bool is_bad_answer(const boost::system::error_code& error) {
  if (error == http::error::end_of_stream || error == http::error::partial_message) return false;
  return error.category() == http::make_error_code(http::error::bad_version).category();
}

bool is_local_end(const boost::system::error_code& error) {
  return error == beast::error::timeout || error == asio::error::operation_aborted;
}

template <class Stream>
Task<void> read_answer(Stream& stream, beast::flat_buffer& buffer, bool is_head,
                       std::size_t body_bytes_max, Exchange& exchange) {
  for (int interim = 0; interim <= interim_answers_max; ++interim) {
    http::response_parser<http::string_body> parser;
    parser.header_limit(header_bytes_max);
    parser.body_limit(body_bytes_max);
    parser.skip(is_head);
    auto read =
        co_await http::async_read(stream, buffer, parser, asio::as_tuple(asio::use_awaitable));
    exchange.error = std::get<0>(read);
    exchange.answer_began = exchange.answer_began || std::get<1>(read) > 0 || buffer.size() > 0;
    if (exchange.error) {
      exchange.end =
          is_bad_answer(exchange.error) ? Exchange::End::bad_answer : Exchange::End::no_answer;
      co_return;
    }
    const unsigned status = parser.get().result_int();
    if (status >= 100 && status < 200 && status != 101) continue;
    exchange.end = Exchange::End::answered;
    exchange.reusable = parser.get().keep_alive() && buffer.size() == 0 && status != 101;
    exchange.response = take_response(parser.release());
    co_return;
  }
  exchange.end = Exchange::End::bad_answer;
  exchange.error = http::make_error_code(http::error::unexpected_body);
}

}  // namespace

template <class Stream>
Task<Exchange> run_exchange(Stream& stream, beast::flat_buffer& buffer, HttpRequest request,
                            RequestFrame frame, Duration limit) {
  Exchange exchange;
  const bool is_head = request.method == "HEAD";
  const auto message = make_request(std::move(request), frame);
  beast::get_lowest_layer(stream).expires_after(limit);
  auto written = co_await http::async_write(stream, message, asio::as_tuple(asio::use_awaitable));
  const auto write_error = std::get<0>(written);
  if (write_error) {
    exchange.error = write_error;
    exchange.end =
        std::get<1>(written) == 0 ? Exchange::End::nothing_sent : Exchange::End::no_answer;
    if (exchange.end == Exchange::End::nothing_sent || is_local_end(write_error))
      co_return exchange;
    // A server may refuse a large request before it has read all of it: its answer still counts.
  }
  co_await read_answer(stream, buffer, is_head, frame.body_bytes_max, exchange);
  if (write_error) exchange.reusable = false;
  beast::get_lowest_layer(stream).expires_never();
  co_return exchange;
}

template Task<Exchange> run_exchange(PlainStream&, beast::flat_buffer&, HttpRequest, RequestFrame,
                                     Duration);
template Task<Exchange> run_exchange(TlsStream&, beast::flat_buffer&, HttpRequest, RequestFrame,
                                     Duration);

}  // namespace muster::net
