#pragma once

#include "model/time.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

/// The names of the snapshots that schedules take: schedule, machine and the UTC time of the run,
/// "nightly-trainer-0-20260115T030000Z", so that one run has one name. In the account they have 50
/// characters: of longer ones the beginning is kept, and a digest tells them apart.
class SnapshotNames {
 public:
  /// All pairs of schedule and machine that get names.
  explicit SnapshotNames(const std::set<std::pair<std::string, std::string>>& pairs);

  /// Without the time: "nightly-trainer-0-". One of the pairs.
  const std::string& prefix(const std::string& schedule, const std::string& machine) const;
  std::string name(const std::string& schedule, const std::string& machine, Timestamp run) const {
    return prefix(schedule, machine) + stamp(run);
  }

  /// "20260115T030000Z"; in their order the texts stand in the order of time.
  static std::string stamp(Timestamp run);
  /// The time that the name ends with.
  static std::optional<Timestamp> run_in(std::string_view name);

 private:
  std::map<std::pair<std::string, std::string>, std::string> prefixes_;
};

}  // namespace muster
