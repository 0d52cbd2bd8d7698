#include "controller/source/git/interrupt.hpp"

#include <sys/socket.h>

namespace muster::git {
namespace {

thread_local Interrupt* of_this_thread = nullptr;

}  // namespace

void Interrupt::request(Errc why) {
  const std::scoped_lock lock(mutex_);
  if (requested_) return;
  requested_ = why;
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
}

std::optional<Errc> Interrupt::requested() const {
  const std::scoped_lock lock(mutex_);
  return requested_;
}

bool Interrupt::hold(int socket) {
  const std::scoped_lock lock(mutex_);
  if (requested_) return false;
  sockets_.insert(socket);
  return true;
}

void Interrupt::release(int socket) {
  const std::scoped_lock lock(mutex_);
  sockets_.erase(socket);
}

InterruptScope::InterruptScope(Interrupt& interrupt) {
  of_this_thread = &interrupt;
}

InterruptScope::~InterruptScope() {
  of_this_thread = nullptr;
}

Interrupt* InterruptScope::current() {
  return of_this_thread;
}

}  // namespace muster::git
