#pragma once

#include "api/net/task.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace muster::net {

/// A peer that does with its connections, in their order, exactly what its script says.
class RawPeer {
 public:
  struct Answer {
    std::string bytes;       // sent after a request header was read
    bool reset = false;      // then: reset instead of an orderly close
    bool keep_open = false;  // then: wait for the peer to close, or for the next answer of `more`
    std::vector<std::string> more = {};  // answers to further requests on the connection
    bool read_first = true;              // false: act before anything was read
  };

  explicit RawPeer(std::vector<Answer> script);
  ~RawPeer();

  Task<void> open();
  std::uint16_t port() const;
  /// Returns when all of the script was acted, or when cancelled.
  Task<void> serve();
  /// What was read, one string per request.
  const std::vector<std::string>& requests() const { return requests_; }
  int connections() const { return connections_; }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::vector<Answer> script_;
  std::vector<std::string> requests_;
  int connections_ = 0;
};

}  // namespace muster::net
