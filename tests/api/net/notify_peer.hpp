#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace muster::net {

/// What a service manager listens on: a path, or "@NAME" in the abstract namespace.
class NotifyPeer {
 public:
  explicit NotifyPeer(std::string name) : name_(std::move(name)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name_.data(), name_.size());
    if (name_.starts_with('@')) address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    if (!name_.starts_with('@')) ::unlink(name_.c_str());
    EXPECT_EQ(
        ::bind(socket_, static_cast<const sockaddr*>(static_cast<const void*>(&address)), length),
        0);
  }
  ~NotifyPeer() {
    ::close(socket_);
    if (!name_.starts_with('@')) ::unlink(name_.c_str());
  }
  NotifyPeer(const NotifyPeer&) = delete;
  NotifyPeer& operator=(const NotifyPeer&) = delete;

  /// What has come so far and was not read yet.
  std::vector<std::string> received() const {
    std::vector<std::string> all;
    std::array<char, 4096> buffer{};
    for (;;) {
      const auto size = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size < 0) return all;
      all.emplace_back(buffer.data(), static_cast<std::size_t>(size));
    }
  }

  /// Waits for a message that begins so, leaving out others; false after half a minute of silence.
  bool hears(const std::string& start) const {
    constexpr int patience_ms = 30'000;
    std::array<char, 4096> buffer{};
    pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
    while (::poll(&ready, 1, patience_ms) > 0) {
      const auto size = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size > 0 && std::string(buffer.data(), static_cast<std::size_t>(size)).starts_with(start))
        return true;
    }
    return false;
  }

 private:
  std::string name_;
  int socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

}  // namespace muster::net
