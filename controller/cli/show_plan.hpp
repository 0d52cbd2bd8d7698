#pragma once

#include "controller/cli/options.hpp"
#include "diff/planner.hpp"
#include "diff/render.hpp"

namespace muster::cli {

/// The plan in the wanted format on standard output, its problems on standard error. A comment has
/// the problems too, beside those that `frame` brings, and is there even if there is no plan.
void show_plan(const Planned& planned, const CommonOptions& common, CommentFrame frame = {});

/// For a plan that is not performed: denied by protection or a budget, without GPUs, or not
/// possible.
int exit_code_of_problems(const Planned& planned);

}  // namespace muster::cli
