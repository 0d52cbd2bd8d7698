#pragma once

#include "tests/simulation/story.hpp"

#include <cstdint>

namespace muster::simulation {

/// A month of a project that a daemon keeps: commits good and bad, a source that is away, drift,
/// schedules, faults, deaths and restarts, jumps of the clock, hints that are lost or come twice,
/// people who approve and suspend; and at the end the proof that all came right.
Outcome play_days(std::uint64_t seed);

}  // namespace muster::simulation
