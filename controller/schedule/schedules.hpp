#pragma once

#include "model/resource.hpp"
#include "model/time.hpp"
#include "model/world.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace muster {

/// From when until when something existed.
struct Life {
  Timestamp from{};
  Timestamp to{};
};

/// What earlier runs teach and no list of the account shows: folded from the ledger's entries.
struct ScheduleFacts {
  /// Names of all snapshots that were taken, those that are gone or failed included.
  std::set<std::string> taken;
  /// How often the snapshot of that name was begun.
  std::map<std::string, std::size_t> tries;
  /// Ids of the machines that the API takes snapshots of right now; empty: it was not asked.
  std::optional<std::set<std::string>> eligible;
  /// How long machines of a GPU model took to wake, the last times.
  std::map<std::string, Duration> wake_time;
  /// The last lives of machines that are not owned any more, by name.
  std::map<std::string, Life> ended;
};

/// Something that people may want to hear of.
struct ScheduleNote {
  ResourceKey key;
  bool warning = false;
  std::string reason;  // one word: "LeaseExpiring"
  std::string message;
};

enum class ScheduleMode {
  keep,  // what schedules have made stays as it is: plans made by hand
  act,   // what is due is wanted and what retention drops is not: the daemon, `snapshot run --due`
};

/// The manifests, with what schedules, leases and holds make of them at one instant.
struct Scheduled {
  DesiredState desired;
  std::vector<ScheduleNote> notes;  // sorted by key
  /// When time alone next changes what is wanted.
  std::optional<Timestamp> wake_at;
};

/// Whether what is wanted may depend on what earlier runs did, so that ScheduleFacts matter. Pure.
bool learns_from_history(const DesiredState& desired, const RecordedState& recorded);

/// Whether time has any say in what is wanted; without it apply_schedules would change nothing.
/// Pure.
bool concerns_time(const DesiredState& desired, const LiveState& live,
                   const RecordedState& recorded, Timestamp now, ScheduleMode mode);

/// The one place where time enters what is wanted. Pure: the same inputs give the same result.
Scheduled apply_schedules(const DesiredState& desired, const LiveState& live,
                          const RecordedState& recorded, const ScheduleFacts& facts, Timestamp now,
                          ScheduleMode mode);

}  // namespace muster
