#pragma once

#include "diff/step.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

namespace muster {

/// Which steps of a plan may start. Pure bookkeeping: a step is ready when all that it needs have
/// succeeded and all that it comes after have ended. Lower numbers come first.
class ReadySet {
 public:
  enum class State { waiting, ready, running, succeeded, failed, skipped };

  /// A step that someone skipped, and the step it needed.
  struct Skipped {
    std::size_t step = 0;
    std::size_t because_of = 0;
    bool operator==(const Skipped&) const = default;
  };

  /// Edges to steps that do not exist are a bug.
  explicit ReadySet(const std::vector<Step>& steps);

  /// The next step to start, which counts as running from now on.
  std::optional<std::size_t> take();
  /// A running step has ended. When it failed, all that need it, directly or not, are skipped: in
  /// ascending order.
  std::vector<Skipped> finish(std::size_t step, bool succeeded);

  State state(std::size_t step) const { return nodes_[step].state; }
  std::size_t size() const { return nodes_.size(); }
  std::size_t running() const { return running_; }
  bool has_ready() const { return !ready_.empty(); }
  /// Steps that succeeded, failed or were skipped.
  std::size_t ended() const { return ended_; }

 private:
  struct Node {
    State state = State::waiting;
    std::size_t open_edges = 0;  // needs and after that have not ended
    std::vector<std::size_t> needed_by;
    std::vector<std::size_t> followed_by;  // hard and soft
  };
  void end(std::size_t step, State state);
  void skip_dependents(std::size_t step, std::vector<Skipped>& skipped);

  std::vector<Node> nodes_;
  std::set<std::size_t> ready_;
  std::size_t running_ = 0;
  std::size_t ended_ = 0;
};

}  // namespace muster
