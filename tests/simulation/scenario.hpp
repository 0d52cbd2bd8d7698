#pragma once

#include "tests/simulation/checkers.hpp"

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

/// A whole history of one project in one account: edits, applies that go wrong in all ways, and
/// after each round the proof that it comes right in the end. Ends at the first violation.
Outcome play(std::uint64_t seed);

}  // namespace muster::simulation
