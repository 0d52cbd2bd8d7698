#pragma once

#include "controller/cli/options.hpp"
#include "diff/planner.hpp"

namespace muster::cli {

/// The plan in the wanted format on standard output, its problems on standard error.
void show_plan(const Planned& planned, const CommonOptions& common);

/// For a plan that is not performed: denied by protection or a budget, without GPUs, or not
/// possible.
int exit_code_of_problems(const Planned& planned);

}  // namespace muster::cli
