#include "controller/source/git/socket.hpp"

#include "controller/source/git/interrupt.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <git2.h>
#include <git2/sys/stream.h>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <type_traits>
#include <unistd.h>
#include <utility>

namespace muster::git {
namespace {

constexpr int look_up_ms = 200;  // how often a connection under way looks for an interrupt

/// The ssh transport of libgit2 takes the descriptor out of the stream it was given: the first four
/// members have to lie as in its own socket (git_socket_stream, the same from 1.0 to 1.9).
struct SocketStream {
  git_stream parent{};
  const char* host = nullptr;
  const char* port = nullptr;
  int socket = -1;
  std::string host_text;
  std::string port_text;
  Interrupt* interrupt = nullptr;
};
static_assert(LIBGIT2_VER_MAJOR == 1);
static_assert(std::is_standard_layout_v<SocketStream>);

SocketStream& of(git_stream* stream) {
  return *reinterpret_cast<SocketStream*>(stream);
}

int failed(SocketStream& stream, const std::string& why) {
  if (stream.interrupt != nullptr) stream.interrupt->connect_problem = why;
  git_error_set_str(GIT_ERROR_NET, why.c_str());
  return -1;
}

bool interrupted(const SocketStream& stream) {
  return stream.interrupt != nullptr && stream.interrupt->requested().has_value();
}

int close_socket(git_stream* stream) {
  const int socket = std::exchange(of(stream).socket, -1);
  if (socket < 0) return 0;
  if (of(stream).interrupt != nullptr) of(stream).interrupt->release(socket);
  return ::close(socket);
}

/// 0 when connected, else errno.
int finish_connecting(const SocketStream& stream) {
  pollfd waiting{.fd = stream.socket, .events = POLLOUT, .revents = 0};
  for (;;) {
    if (interrupted(stream)) return ECANCELED;
    const int ready = ::poll(&waiting, 1, look_up_ms);
    if (ready < 0 && errno != EINTR) return errno;
    if (ready <= 0) continue;
    int error = 0;
    socklen_t size = sizeof(error);
    if (::getsockopt(stream.socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
    return error;
  }
}

/// 0, or errno with the socket closed.
int connect_to(SocketStream& stream, const addrinfo& address) {
  stream.socket = ::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                           address.ai_protocol);
  if (stream.socket < 0) return errno;
  int error = 0;
  if (stream.interrupt != nullptr && !stream.interrupt->hold(stream.socket)) error = ECANCELED;
  if (error == 0 && ::connect(stream.socket, address.ai_addr, address.ai_addrlen) != 0)
    error = errno == EINPROGRESS ? finish_connecting(stream) : errno;
  // From here on reads wait, and an interrupt ends them by shutting the socket down.
  if (error == 0 && ::fcntl(stream.socket, F_SETFL, 0) != 0) error = errno;
  if (error != 0) close_socket(&stream.parent);
  return error;
}

int connect_socket(git_stream* opened) {
  auto& stream = of(opened);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_family = AF_UNSPEC;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(stream.host, stream.port, &hints, &found); error != 0)
    return failed(stream, "the name " + stream.host_text +
                              " has no address: " + std::string(::gai_strerror(error)));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  int error = EHOSTUNREACH;
  for (const auto* address = found; address != nullptr; address = address->ai_next) {
    error = connect_to(stream, *address);
    if (error == 0) return 0;
    if (interrupted(stream)) break;
  }
  return failed(stream, "no connection to " + stream.host_text + " port " + stream.port_text +
                            ": " + std::strerror(error));
}

ssize_t write_socket(git_stream* stream, const char* data, std::size_t size, int /*flags*/) {
  for (;;) {
    const auto written = ::send(of(stream).socket, data, size, MSG_NOSIGNAL);
    if (written >= 0) return written;
    if (errno == EINTR) continue;
    git_error_set_str(GIT_ERROR_NET, std::strerror(errno));
    return -1;
  }
}

ssize_t read_socket(git_stream* stream, void* data, std::size_t size) {
  for (;;) {
    const auto got = ::recv(of(stream).socket, data, size, 0);
    if (got >= 0) return got;
    if (errno == EINTR) continue;
    git_error_set_str(GIT_ERROR_NET, std::strerror(errno));
    return -1;
  }
}

void free_socket(git_stream* stream) {
  close_socket(stream);
  delete &of(stream);
}

int open_socket(git_stream** out, const char* host, const char* port) {
  auto stream = std::make_unique<SocketStream>();
  stream->host_text = host;
  stream->port_text = port;
  stream->host = stream->host_text.c_str();
  stream->port = stream->port_text.c_str();
  stream->interrupt = InterruptScope::current();
  stream->parent.version = GIT_STREAM_VERSION;
  stream->parent.connect = connect_socket;
  stream->parent.write = write_socket;
  stream->parent.read = read_socket;
  stream->parent.close = close_socket;
  stream->parent.free = free_socket;
  *out = &stream.release()->parent;
  return 0;
}

}  // namespace

void register_sockets() {
  git_stream_registration ours{.version = GIT_STREAM_VERSION, .init = open_socket, .wrap = nullptr};
  git_stream_register(GIT_STREAM_STANDARD, &ours);
}

}  // namespace muster::git
