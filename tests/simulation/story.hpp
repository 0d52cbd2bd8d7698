#pragma once

#include "api/net/seeded_random.hpp"
#include "api/net/sim_clock.hpp"
#include "tests/simulation/checkers.hpp"
#include "tests/simulation/process.hpp"
#include "tests/simulation/world.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace muster::simulation {

struct Outcome {
  Violations violations;
  std::vector<std::string> trace;
  std::size_t applies = 0;
  std::size_t deaths = 0;
  std::size_t refusals = 0;   // plans that the planner refused, rightly
  std::size_t shortages = 0;  // projects that found too few GPUs
  std::size_t adoptions = 0;
};

/// What all stories have: a world in which somebody else has things, chance, and what is found
/// wrong. A story ends at the first violation.
class Story {
 protected:
  Story(std::uint64_t seed, Settings settings, std::uint64_t salt)
      : world_(seed, std::move(settings)), random_(seed ^ salt) {}

  void begin();
  Outcome end();
  /// Notes it. Always false.
  bool fail(std::string violation);
  /// False when something is not as promised.
  bool holds(const Violations& violations);
  /// The record and the account are the same.
  bool is_in_order();

  /// One of the first `bound` occasions, counted from 1.
  int occasion(std::uint64_t bound) { return static_cast<int>(1 + random_.below(bound)); }
  enum class Death { before_write, after_write, before_call, after_call };
  void let_die(Fate& fate, Death death, std::uint64_t writes, std::uint64_t calls);

  /// Outside of all processes.
  template <class T>
  T now(Task<Result<T>> task) {
    net::SimClock clock(world_.now);
    return **clock.run(std::move(task));
  }

  simulation::World world_;
  net::SeededRandom random_;
  Foreign foreign_;
  Outcome outcome_;
};

}  // namespace muster::simulation
