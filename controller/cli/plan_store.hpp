#pragma once

#include "diff/plan_file.hpp"
#include "model/result.hpp"

#include <string>

namespace muster::cli {

/// Errors: io.
Result<void> save_plan(const std::string& file, SavedPlan saved, const SecretKey& key);

/// Errors: not_found, io, corrupt, unsupported_version, naming the file.
Result<SavedPlan> load_plan(const std::string& file);

/// Whether the plan was made for this place. Errors: stale.
Result<void> check_place(const SavedPlan& saved, const std::string& endpoint, const SecretKey& key);

}  // namespace muster::cli
