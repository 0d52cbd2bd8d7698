#include "tests/api/net/raw_peer.hpp"

#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace muster::net {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

/// The header of the next request; empty when the connection ended.
Task<std::string> read_header(tcp::socket& socket, std::string& buffer) {
  auto read =
      co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), "\r\n\r\n", as_values);
  if (std::get<0>(read)) co_return std::string();
  std::string header = buffer.substr(0, std::get<1>(read));
  buffer.clear();
  co_return header;
}

}  // namespace

struct RawPeer::Impl {
  std::optional<tcp::acceptor> acceptor;
};

RawPeer::RawPeer(std::vector<Answer> script)
    : impl_(std::make_unique<Impl>()), script_(std::move(script)) {}
RawPeer::~RawPeer() = default;

Task<void> RawPeer::open() {
  auto executor = co_await asio::this_coro::executor;
  impl_->acceptor.emplace(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
}

std::uint16_t RawPeer::port() const {
  return impl_->acceptor->local_endpoint().port();
}

Task<void> RawPeer::serve() {
  for (const Answer& answer : script_) {
    auto socket = co_await impl_->acceptor->async_accept(asio::use_awaitable);
    ++connections_;
    std::string buffer;
    if (answer.read_first) {
      auto header = co_await read_header(socket, buffer);
      requests_.push_back(std::move(header));
    }
    co_await asio::async_write(socket, asio::buffer(answer.bytes), as_values);
    for (const std::string& next : answer.more) {
      auto header = co_await read_header(socket, buffer);
      if (header.empty()) break;
      requests_.push_back(std::move(header));
      co_await asio::async_write(socket, asio::buffer(next), as_values);
    }
    if (answer.keep_open) co_await read_header(socket, buffer);
    if (answer.reset) socket.set_option(asio::socket_base::linger(true, 0));
    socket.close();
  }
}

}  // namespace muster::net
