#pragma once

#include "controller/simulate/simulated.hpp"
#include "model/value.hpp"

#include <string>

namespace muster {

/// A calendar, the cost of each day as a bar, and what goes wrong. Ends with a newline.
std::string simulated_text(const Simulated& told);

/// The same for programs.
Value simulated_value(const Simulated& told);

/// The cost of each hour as a curve over the days, with the credit that is left, as SVG.
std::string cost_svg(const Simulated& told);

}  // namespace muster
