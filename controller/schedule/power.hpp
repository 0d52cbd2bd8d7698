#pragma once

#include "controller/schedule/schedules.hpp"
#include "diff/stock.hpp"
#include "model/market.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// What one PowerSchedule says at an instant.
struct PowerPhase {
  ResourceKey schedule;
  std::optional<PowerState> state;  // active or hibernated; empty: none of its events was yet
  std::optional<Timestamp> next;    // its next event
  std::optional<std::int64_t> min_stock;
};

/// What a lease has to say about the power of its machine.
enum class LeasePower {
  nothing,
  stays_awake,  // its last snapshot is still to be taken
  hibernated,   // it is over
};

/// What the credit allows.
enum class CreditVerdict {
  enough,
  shed,     // it is about to run out: the machine is hibernated
  wait,     // there is too little of it to wake the machine
  used_up,  // nothing can be woken
};

/// All that the power state of one machine depends on, beside its manifest.
struct PowerInputs {
  std::vector<PowerPhase> schedules;  // those that select it
  std::optional<Hold> hold;           // in force
  LeasePower lease = LeasePower::nothing;
  CreditVerdict credit = CreditVerdict::enough;
  const LiveVirtualMachine* live = nullptr;  // null: it is not there
  /// GPUs of its model that its region has free; empty: not known.
  std::optional<Availability> stock;
  /// Whether there are GPUs for it, should it be woken.
  StockVerdict gpus = StockVerdict::enough;
};

/// Who has the last word on the power state.
enum class PowerReason { manifest, schedule, lease, credit, hold };

struct PowerDecision {
  std::optional<PowerState> state;  // empty: as it is
  PowerReason reason = PowerReason::manifest;
  std::optional<Timestamp> next;  // when time alone changes it
  std::vector<ScheduleNote> notes;
};

/// The power state that a machine is to have. A hold goes before low credit, that before the lease
/// and the schedules, and those before the manifest. Of several schedules, one that wants the
/// machine awake wins. Schedules wake nothing that the manifest wants stopped or hibernated. Pure.
PowerDecision power_of(const Resource& machine, const PowerInputs& inputs);

}  // namespace muster
