#pragma once

#include "tests/simulation/story.hpp"

#include <cstdint>

namespace muster::simulation {

/// A whole history of one project in one account: edits, applies that go wrong in all ways, and
/// after each round the proof that it comes right in the end. Ends at the first violation.
Outcome play(std::uint64_t seed);

}  // namespace muster::simulation
