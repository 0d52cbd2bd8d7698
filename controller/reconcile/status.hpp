#pragma once

#include "model/enum_names.hpp"
#include "model/key.hpp"
#include "model/money.hpp"
#include "model/time.hpp"
#include "model/world.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// One thing that is true or not of a resource or a project, as kstatus has it.
struct Condition {
  std::string type;  // "Ready", "Reconciling", "Stalled", "Contested"
  bool status = false;
  std::string reason;  // one word: "Applied", "WaitingForApproval"
  std::string message;
  Timestamp last_transition{};    // of `status`
  std::string observed_revision;  // what it is said of
  bool operator==(const Condition&) const = default;
};

/// What is known of one resource of the project.
struct ResourceStatus {
  ResourceKey key;
  std::vector<Condition> conditions;  // sorted by type
  std::string remote_id;              // empty while it does not exist
  std::size_t failures = 0;           // in a row
  std::optional<Timestamp> next_attempt;
  bool operator==(const ResourceStatus&) const = default;
};

enum class EventSeverity { normal, warning };
template <>
inline constexpr auto enum_names<EventSeverity> =
    std::to_array<std::pair<EventSeverity, std::string_view>>(
        {{EventSeverity::normal, "Normal"}, {EventSeverity::warning, "Warning"}});

/// Something that happened and that people may want to hear of. Nothing secret is in it.
struct StatusEvent {
  std::uint64_t number = 0;  // 1, 2, 3, ... since the daemon started
  Timestamp at{};
  EventSeverity severity = EventSeverity::normal;
  ResourceKey key;  // {Kind::project, NAME} for what is about all of it
  std::string reason;
  std::string message;
  std::string revision;
  std::string cycle;  // the id that the log lines of the cycle carry
};

enum class PlanPhase { waiting, running, done, failed, superseded };
template <>
inline constexpr auto enum_names<PlanPhase> =
    std::to_array<std::pair<PlanPhase, std::string_view>>({{PlanPhase::waiting, "waiting"},
                                                           {PlanPhase::running, "running"},
                                                           {PlanPhase::done, "done"},
                                                           {PlanPhase::failed, "failed"},
                                                           {PlanPhase::superseded, "superseded"}});

/// A plan that had something to do.
struct PlanStatus {
  std::string hash;
  std::string revision;
  Timestamp at{};
  PlanPhase phase = PlanPhase::running;
  std::vector<std::string> held_by;  // why it waits for approval
  std::string summary;               // "Plan: 3 to add, 1 to change, 0 to destroy."
  std::string text;                  // as `muster plan` prints it
};

/// What a schedule did and will do.
struct ScheduleStatus {
  ResourceKey key;
  std::vector<Timestamp> next;  // the next few instants
  std::optional<Timestamp> last_success;
  std::string note;  // what keeps it from running; empty if nothing does
};

/// Numbers that only grow, for metrics. Buckets are cumulative only when they are shown.
struct DaemonCounters {
  std::map<std::string, std::uint64_t> cycles;  // by result: "success", "error", "requeue_after"
  std::map<std::pair<std::string, std::string>, std::uint64_t> calls;  // by method and code
  std::map<std::string, std::uint64_t> drift;                          // by kind
  std::map<std::string, std::uint64_t> fetches;                        // by result
  std::uint64_t queue_adds = 0;
  std::uint64_t queue_retries = 0;
  std::vector<double> cycle_seconds;  // of the last cycles; taken out by whoever keeps a histogram
};

/// All that the daemon shows of itself. Lives on the loop; readers copy what they need.
struct DaemonStatus {
  std::string project;
  std::string source;  // Source::name
  std::string endpoint;
  std::string revision;         // in force
  std::string revision_label;   // for people
  std::string latest_revision;  // seen; another one than `revision` if it could not be used
  Timestamp started_at{};
  std::optional<Timestamp> last_cycle_at;  // a cycle ended, whatever came of it
  Duration interval{0};
  bool ready = false;  // one cycle was finished since the start
  std::string cycle;   // id of the one that runs or ran last; events and log lines carry it
  std::vector<Condition> conditions;
  std::map<ResourceKey, ResourceStatus> resources;
  std::deque<StatusEvent> events;  // the newest last
  std::deque<PlanStatus> plans;    // the newest last
  std::vector<ScheduleStatus> schedules;
  std::map<ResourceKey, Suspension> suspensions;  // in force
  std::optional<Money> hourly;                    // of all that is managed
  std::optional<Duration> runway;
  std::map<std::pair<std::string, std::string>, std::int64_t> stock;  // by model and region
  std::size_t queue_depth = 0;
  DaemonCounters counters;
  std::uint64_t version = 0;  // grows with every change
};

}  // namespace muster
