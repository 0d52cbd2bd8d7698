#include "tests/api/net/tls_peer.hpp"

#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace muster::net {
namespace asio = boost::asio;
using asio::ip::tcp;

struct TlsPeer::Impl {
  asio::ssl::context tls{asio::ssl::context::tls_server};
  std::optional<tcp::acceptor> acceptor;
};

TlsPeer::TlsPeer(const TestCredentials& credentials) : impl_(std::make_unique<Impl>()) {
  impl_->tls.use_certificate_chain(asio::buffer(credentials.certificate_pem));
  impl_->tls.use_private_key(asio::buffer(credentials.key_pem), asio::ssl::context::pem);
}
TlsPeer::~TlsPeer() = default;

Task<void> TlsPeer::open() {
  auto executor = co_await asio::this_coro::executor;
  impl_->acceptor.emplace(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
}

std::uint16_t TlsPeer::port() const {
  return impl_->acceptor->local_endpoint().port();
}

Task<void> TlsPeer::serve(bool cut_short) {
  constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
  const std::string answer =
      cut_short ? "HTTP/1.1 200 OK\r\n\r\no" : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  for (;;) {
    auto socket = co_await impl_->acceptor->async_accept(asio::use_awaitable);
    ++connections_;
    asio::ssl::stream<tcp::socket> stream(std::move(socket), impl_->tls);
    auto shaken = co_await stream.async_handshake(asio::ssl::stream_base::server, as_values);
    const char* name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
    server_name_ = name == nullptr ? "" : name;
    boost::system::error_code error = std::get<0>(shaken);
    std::string buffer;
    while (!error) {
      auto read = co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "\r\n\r\n",
                                                  as_values);
      error = std::get<0>(read);
      if (error) break;
      buffer.clear();
      auto written = co_await asio::async_write(stream, asio::buffer(answer), as_values);
      error = std::get<0>(written);
      if (cut_short) break;
    }
  }
}

}  // namespace muster::net
