#include "controller/execute/ready_set.hpp"

#include "model/assert.hpp"

#include <algorithm>

namespace muster {

ReadySet::ReadySet(const std::vector<Step>& steps) : nodes_(steps.size()) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (const auto* edges : {&steps[i].needs, &steps[i].after})
      for (const std::size_t before : *edges) {
        MUSTER_ASSERT(before < nodes_.size(), "a step waits for one that does not exist");
        nodes_[before].followed_by.push_back(i);
        ++nodes_[i].open_edges;
      }
    for (const std::size_t before : steps[i].needs) nodes_[before].needed_by.push_back(i);
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].open_edges > 0) continue;
    nodes_[i].state = State::ready;
    ready_.insert(i);
  }
}

std::optional<std::size_t> ReadySet::take() {
  if (ready_.empty()) return std::nullopt;
  const std::size_t step = *ready_.begin();
  ready_.erase(ready_.begin());
  nodes_[step].state = State::running;
  ++running_;
  return step;
}

void ReadySet::end(std::size_t step, State state) {
  nodes_[step].state = state;
  ++ended_;
  for (const std::size_t next : nodes_[step].followed_by) {
    if (--nodes_[next].open_edges > 0 || nodes_[next].state != State::waiting) continue;
    nodes_[next].state = State::ready;
    ready_.insert(next);
  }
}

void ReadySet::skip_dependents(std::size_t step, std::vector<Skipped>& skipped) {
  std::vector<std::size_t> frontier{step};
  while (!frontier.empty()) {
    const std::size_t lost = frontier.back();
    frontier.pop_back();
    for (const std::size_t next : nodes_[lost].needed_by) {
      if (nodes_[next].state != State::waiting) continue;
      nodes_[next].state = State::skipped;
      skipped.push_back({next, lost});
      frontier.push_back(next);
    }
  }
}

std::vector<ReadySet::Skipped> ReadySet::finish(std::size_t step, bool succeeded) {
  MUSTER_ASSERT(nodes_[step].state == State::running, "only a running step can end");
  --running_;
  std::vector<Skipped> skipped;
  // First all that is lost with it, so that none of them becomes ready on the way.
  if (!succeeded) skip_dependents(step, skipped);
  end(step, succeeded ? State::succeeded : State::failed);
  for (const auto& lost : skipped) end(lost.step, State::skipped);
  std::ranges::sort(skipped, {}, &Skipped::step);
  return skipped;
}

}  // namespace muster
