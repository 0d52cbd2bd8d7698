#pragma once

#include "api/net/clock.hpp"
#include "model/result.hpp"

#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

namespace muster::net {

/// The addresses of one host, looked up once and kept until forget().
class NameCache {
 public:
  NameCache(std::string host, std::string port) : host_(std::move(host)), port_(std::move(port)) {}

  /// connect_failed when the name is unknown, timed_out after `limit`. A lookup that hangs is left
  /// behind: the system call cannot be interrupted.
  Task<Result<std::vector<boost::asio::ip::tcp::endpoint>>> endpoints(Clock& clock, Duration limit);
  void forget() { known_.clear(); }

 private:
  std::string host_;
  std::string port_;
  std::vector<boost::asio::ip::tcp::endpoint> known_;
};

}  // namespace muster::net
