#pragma once

#include "api/net/task.hpp"
#include "tests/api/net/test_certificates.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace muster::net {

/// A TLS server that answers every request with "ok".
class TlsPeer {
 public:
  explicit TlsPeer(const TestCredentials& credentials);
  ~TlsPeer();

  Task<void> open();
  std::uint16_t port() const;
  /// Runs until cancelled. With `cut_short` answers end without TLS's own end mark, in the middle.
  Task<void> serve(bool cut_short);
  int connections() const { return connections_; }
  /// The server name of the last handshake.
  const std::string& server_name() const { return server_name_; }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  int connections_ = 0;
  std::string server_name_;
};

}  // namespace muster::net
