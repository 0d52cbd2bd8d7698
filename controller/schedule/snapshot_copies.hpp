#pragma once

#include "controller/schedule/schedule_view.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace muster {

enum class CopyState { good, making, failed, gone };

/// A snapshot that a schedule took and that the ledger remembers.
struct ScheduledCopy {
  const RecordedResource* record = nullptr;
  SnapshotSpec spec;  // as it was applied
  Timestamp run{};
  CopyState state = CopyState::making;
  bool pinned = false;  // an image or a machine of the manifests is made from it
};

/// By schedule and machine; each list is sorted by run.
using CopiesByPair = std::map<std::pair<std::string, std::string>, std::vector<ScheduledCopy>>;

/// The snapshots of schedules among what is recorded, those left out that have a manifest.
CopiesByPair scheduled_copies(const Scheduled& scheduled, const ScheduleView& view);

/// What the account says of a snapshot; one whose state it does not tell is good.
CopyState state_of(const LiveSnapshot& snapshot);

}  // namespace muster
