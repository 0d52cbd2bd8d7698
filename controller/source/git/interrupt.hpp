#pragma once

#include "model/error.hpp"

#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace muster::git {

/// Ends from the loop what a thread waits for inside the library: by refusing to go on at the next
/// callback, and by shutting down the sockets it reads from.
class Interrupt {
 public:
  /// The first one counts. From any thread.
  void request(Errc why);
  std::optional<Errc> requested() const;

  /// The socket is shut down when asked to. False, and not held, if that has happened already.
  bool hold(int socket);
  void release(int socket);

  /// Why no connection came about, for whoever explains the failure; of the working thread alone.
  std::string connect_problem;

 private:
  mutable std::mutex mutex_;
  std::optional<Errc> requested_;
  std::set<int> sockets_;
};

/// Makes an interrupt the one of this thread: the library's own callbacks for connections have no
/// other way to find it.
class InterruptScope {
 public:
  explicit InterruptScope(Interrupt& interrupt);
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

  static Interrupt* current();
};

}  // namespace muster::git
