#pragma once

#include "controller/cli/verbs.hpp"
#include "diff/planner.hpp"
#include "model/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster::cli {

/// Flags that decide what is planned: the same for `plan`, `apply` and `destroy`.
struct PlanFlags {
  bool adopt = false;
  bool destroy = false;
  std::vector<std::string> targets;  // KIND/NAME, as written
  std::vector<std::string> excludes;
  std::optional<std::string> override_budget;
  bool accept_scarcity = false;
};

/// --target, --exclude, --override-budget and --accept-scarcity.
void add_selection(CLI::App& verb, PlanFlags& flags);

/// Without the key of secrets. Errors: invalid_input, for what is no KIND/NAME and for an override
/// without a reason.
Result<PlanOptions> plan_options(const PlanFlags& flags);

}  // namespace muster::cli
