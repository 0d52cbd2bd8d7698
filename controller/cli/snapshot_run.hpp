#pragma once

#include "controller/cli/options.hpp"

#include <string>
#include <vector>

namespace muster::cli {

struct SnapshotRunFlags {
  bool due = false;                    // of all schedules
  std::vector<std::string> schedules;  // or of these
  bool auto_approve = false;
};

/// What the daemon does for snapshot schedules, once: takes what is due and deletes what retention
/// does not keep, cycle by cycle until nothing is left to do. What failed in one of them is left
/// to the next run. Returns the exit code.
int run_snapshot_schedules(const CommonOptions& common, const SnapshotRunFlags& flags);

}  // namespace muster::cli
