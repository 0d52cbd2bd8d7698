#pragma once

#include "diff/live_index.hpp"
#include "diff/plan.hpp"

#include <cstddef>
#include <vector>

namespace muster {

/// An order in which every step comes after those it needs and those it waits for; among steps that
/// could come next the one with the lowest index. Asserts that there is no cycle.
std::vector<std::size_t> execution_order(const std::vector<Step>& steps);

/// Steps that wait for each other in a circle, in the order of waiting; empty: there is none.
std::vector<std::size_t> circle_in(const std::vector<Step>& steps);

/// Sorts the steps into execution_order and rewrites every index to them, changes included.
void sort_steps(Plan& plan);

/// The chain of steps that takes longest, and how long it takes. The steps must be sorted.
void find_critical_path(Plan& plan);

/// Gives `relies_on` to steps that are certain to be the first to touch what was observed.
void rely_on_observations(Plan& plan, const LiveIndex& live);

}  // namespace muster
