#include "api/net/http_client_failure.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>

namespace muster::net {
namespace asio = boost::asio;
namespace http = boost::beast::http;

bool is_timeout(const boost::system::error_code& error) {
  return error == boost::beast::error::timeout || error == asio::error::timed_out;
}

bool is_cancellation(const boost::system::error_code& error) {
  return error == asio::error::operation_aborted;
}

std::string explain_connect_failure(const boost::system::error_code& error) {
  if (error == asio::error::connection_refused)
    return "connection refused; is the server running, and are host and port right?";
  if (error == asio::error::network_unreachable || error == asio::error::host_unreachable)
    return "there is no route to it; check the network";
  if (is_timeout(error)) return "it does not answer; check host, port and firewalls on the way";
  return error.message();
}

std::string explain_exchange_failure(const boost::system::error_code& error) {
  if (error == asio::error::connection_reset || error == asio::error::broken_pipe)
    return "the connection was reset";
  if (error == http::error::end_of_stream || error == asio::error::eof)
    return "the server closed the connection without an answer";
  if (error == http::error::partial_message || error == asio::ssl::error::stream_truncated)
    return "the answer was cut short";
  if (error == http::error::body_limit) return "it is larger than this program accepts";
  if (error == http::error::header_limit) return "its header is larger than this program accepts";
  if (is_timeout(error)) return "there was no complete answer in time";
  if (is_cancellation(error)) return "the request was cancelled";
  return error.message();
}

}  // namespace muster::net
