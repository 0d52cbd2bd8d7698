#pragma once

#include "controller/schedule/schedule_view.hpp"
#include "tests/support/world_builder.hpp"

#include <string>
#include <vector>

namespace muster::testing {

Timestamp at(const char* text);

inline const Timestamp noon = at("2026-01-15T12:00:00Z");
inline constexpr auto active = PowerState::active;
inline constexpr auto hibernated = PowerState::hibernated;

/// A project under way: machines that exist and are recorded, at an instant.
struct Situation : TestWorld {
  Situation();

  /// A machine that has been there since then. Its spec may be edited.
  VirtualMachineSpec& have(const std::string& name, Timestamp since,
                           VirtualMachineSpec spec = machine_spec());
  VirtualMachineSpec& spec_of(const std::string& machine);
  void set_state(const std::string& machine, VmState state);
  /// 0.50 USD per GPU hour, 0.01 while hibernated, and this balance.
  void set_money(const char* balance);

  /// What time makes of it all, without the snapshot schedules.
  Scheduled scheduled(ScheduleMode mode = ScheduleMode::act) const;
  /// The plan of that, which is to be without errors.
  Plan scheduled_plan(ScheduleMode mode = ScheduleMode::act) const;
  /// Carries that plan out.
  void carry_out();

  Timestamp now;
  ScheduleFacts facts;
};

/// The power state that is wanted of a machine; fails the test if it is not wanted at all.
std::optional<PowerState> power_in(const Scheduled& scheduled, const std::string& machine);
/// The plan's steps without those that only remember.
std::vector<std::string> calls_of(const Plan& plan);
/// "VirtualMachine/trainer LeaseExpired", in order.
std::vector<std::string> reasons_of(const Scheduled& scheduled);

}  // namespace muster::testing
