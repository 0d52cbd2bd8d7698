#pragma once

#include "controller/cli/options.hpp"
#include "diff/planner.hpp"

namespace muster::cli {

/// The plan in the wanted format on standard output, its problems on standard error.
void show_plan(const Planned& planned, const CommonOptions& common);

/// For a plan that has errors: denied by protection, or not possible.
int exit_code_of_problems(const Planned& planned);

}  // namespace muster::cli
