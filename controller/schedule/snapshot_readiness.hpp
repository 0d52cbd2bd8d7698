#pragma once

#include "controller/schedule/schedule_view.hpp"

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace muster {

/// Which machines a snapshot can be taken of now, one at a time of each.
class SnapshotReadiness {
 public:
  SnapshotReadiness(const Scheduled& scheduled, const ScheduleView& view);

  /// The machine in the account, if it is there and muster's.
  const LiveVirtualMachine* live(const Resource& machine) const;

  /// What stands against a snapshot of a machine that is there, for people; empty: nothing.
  std::string obstacle(const Resource& machine) const;

  /// A snapshot of it is about to be taken.
  void occupy(const Resource& machine) { occupied_.insert(machine.key.name); }

 private:
  const ScheduleView& view_;
  std::unordered_map<std::string, const LiveVirtualMachine*> machines_;  // by id
  std::set<std::string> under_way_;  // ids of machines, whoever takes the snapshot
  std::set<std::string> occupied_;   // names of machines of the manifests
  std::unordered_map<std::string, const LiveVolume*> restless_;  // by id of the machine
};

}  // namespace muster
