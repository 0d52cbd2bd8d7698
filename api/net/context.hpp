#pragma once

#include "api/net/clock.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace muster::net {

/// Set once by whoever may interrupt the run; seen by everything that was given a context below it.
class StopFlag {
 public:
  void request() {
    if (requested_) return;
    requested_ = true;
    const auto listeners = listeners_;
    for (const auto& [id, call] : listeners)
      if (listeners_.contains(id)) call();
  }
  bool requested() const { return requested_; }

 private:
  friend class StopListener;
  bool requested_ = false;
  std::uint64_t next_id_ = 0;
  std::map<std::uint64_t, std::function<void()>> listeners_;
};

/// What a call leaves behind for whoever must be able to name it later.
struct CallTrace {
  std::string
      request_id;  // the server's name for the latest call that it did; empty if it gave none
};

/// What travels down with a call: until when it may take, whether the user wants to stop, and where
/// its trace goes. Cheap to copy; a child may only shorten the deadline.
class Context {
 public:
  Context() : stop_(std::make_shared<StopFlag>()) {}
  explicit Context(std::shared_ptr<StopFlag> stop) : stop_(std::move(stop)) {}

  Context until(TimePoint deadline) const {
    Context child = *this;
    child.deadline_ = std::min(deadline_, deadline);
    return child;
  }
  Context within(const Clock& clock, Duration limit) const { return until(clock.now() + limit); }

  Context traced(std::shared_ptr<CallTrace> trace) const {
    Context child = *this;
    child.trace_ = std::move(trace);
    return child;
  }

  TimePoint deadline() const { return deadline_; }
  bool stop_requested() const { return stop_->requested(); }
  const std::shared_ptr<StopFlag>& stop_flag() const { return stop_; }
  /// Null when nobody asks for it.
  const std::shared_ptr<CallTrace>& trace() const { return trace_; }

 private:
  TimePoint deadline_ = TimePoint::max();
  std::shared_ptr<StopFlag> stop_;
  std::shared_ptr<CallTrace> trace_;
};

/// While it exists, `call` runs inside StopFlag::request(): wake a waiter, close a listener. Not
/// called for a stop requested earlier.
class StopListener {
 public:
  StopListener(const Context& context, std::function<void()> call)
      : flag_(context.stop_flag()), id_(flag_->next_id_++) {
    flag_->listeners_.emplace(id_, std::move(call));
  }
  ~StopListener() { flag_->listeners_.erase(id_); }
  StopListener(const StopListener&) = delete;
  StopListener& operator=(const StopListener&) = delete;

 private:
  std::shared_ptr<StopFlag> flag_;
  std::uint64_t id_;
};

}  // namespace muster::net
