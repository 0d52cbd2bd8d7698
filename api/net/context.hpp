#pragma once

#include "api/net/clock.hpp"

#include <algorithm>
#include <memory>

namespace muster::net {

/// Set once by whoever may interrupt the run; seen by everything that was given a context below it.
class StopFlag {
 public:
  void request() { requested_ = true; }
  bool requested() const { return requested_; }

 private:
  bool requested_ = false;
};

/// What travels down with a call: until when it may take, and whether the user wants to stop.
/// Cheap to copy; a child may only shorten the deadline.
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

  TimePoint deadline() const { return deadline_; }
  bool stop_requested() const { return stop_->requested(); }

 private:
  TimePoint deadline_ = TimePoint::max();
  std::shared_ptr<StopFlag> stop_;
};

}  // namespace muster::net
