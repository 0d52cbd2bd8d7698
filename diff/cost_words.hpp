#pragma once

#include "diff/plan.hpp"

#include <string>
#include <vector>

namespace muster {

/// "0.00 USD -> 4.58 USD per hour", or one amount where nothing changes.
std::string describe(const CostChange& cost);

/// " (0.00 USD -> 4.58 USD per hour)" behind what a step does; nothing if it moves no money.
std::string money_moved(const Step& step);

/// "at least 4.58 USD", where something is not known.
std::string describe(const CostTotal& total);

/// What a plan costs and how long the credit lasts, a sentence a line; empty without prices.
std::vector<std::string> cost_lines(const Plan& plan);

}  // namespace muster
