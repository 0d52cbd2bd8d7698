#pragma once

#include "controller/execute/report.hpp"
#include "diff/plan.hpp"

#include <string>

namespace muster::cli {

/// After a run of `verb`: what was done, what failed and why, and the command to type next. Ends
/// with a newline.
std::string summary(const Plan& plan, const Report& report, const std::string& verb);
/// The same as one JSON line.
std::string summary_json(const Plan& plan, const Report& report);

}  // namespace muster::cli
