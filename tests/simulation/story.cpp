#include "tests/simulation/story.hpp"

#include "tests/simulation/hand.hpp"

#include <utility>

namespace muster::simulation {

void Story::begin() {
  make_foreign_things(world_);
  foreign_ = everything_in(world_.cloud);
  for (const auto& object : world_.cloud.objects())
    if (object.name.starts_with("shared")) foreign_[object.id].clear();
}

Outcome Story::end() {
  outcome_.trace = std::move(world_.trace);
  return std::move(outcome_);
}

bool Story::fail(std::string violation) {
  world_.note(world_.now, "VIOLATION " + violation);
  outcome_.violations.push_back(std::move(violation));
  return false;
}

bool Story::holds(const Violations& violations) {
  for (const auto& violation : violations) fail(violation);
  return violations.empty();
}

bool Story::is_in_order() {
  return holds(record_equals_account(world_.cloud, now(world_.ledger.recorded()),
                                     now(world_.ledger.entries()), foreign_));
}

void Story::let_die(Fate& fate, Death death, std::uint64_t writes, std::uint64_t calls) {
  switch (death) {
    case Death::before_write:
      fate.dies_before_write = occasion(writes);
      return;
    case Death::after_write:
      fate.dies_after_write = occasion(writes);
      return;
    case Death::before_call:
      fate.dies_before_call = occasion(calls);
      return;
    case Death::after_call:
      fate.dies_after_call = occasion(calls);
      return;
  }
}

}  // namespace muster::simulation
