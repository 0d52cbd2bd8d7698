#pragma once

#include "controller/cli/options.hpp"

#include <string>

namespace muster::cli {

/// Log lines go to standard error, as --log-level and --log-format say. What users must know is
/// printed, not logged; the log is for finding out what happened.
void set_up_log(const CommonOptions& common);

void log_info(const std::string& message);

}  // namespace muster::cli
