#pragma once

#include "api/net/http_client_connection.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

namespace muster::net {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::asio::ssl::stream<boost::beast::tcp_stream>;

/// Writes the request and reads its answer, both within `limit`. `stream` and `buffer` outlive the
/// call; the buffer keeps what was read ahead.
template <class Stream>
Task<Exchange> run_exchange(Stream& stream, boost::beast::flat_buffer& buffer, HttpRequest request,
                            RequestFrame frame, Duration limit);

extern template Task<Exchange> run_exchange(PlainStream&, boost::beast::flat_buffer&, HttpRequest,
                                            RequestFrame, Duration);
extern template Task<Exchange> run_exchange(TlsStream&, boost::beast::flat_buffer&, HttpRequest,
                                            RequestFrame, Duration);

}  // namespace muster::net
