// The power state of one machine, as a table of who says what.

#include "controller/schedule/power.hpp"
#include "tests/controller/power/situation.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

constexpr auto stopped = PowerState::stopped;

struct Says {
  std::optional<PowerState> state;
  std::optional<std::int64_t> min_stock = {};
};

struct PowerCase {
  const char* reason;
  std::optional<PowerState> manifest;
  std::vector<Says> schedules;
  std::optional<PowerState> hold;
  LeasePower lease = LeasePower::nothing;
  CreditVerdict credit = CreditVerdict::enough;
  std::optional<VmState> live = VmState::active;
  std::optional<Availability> stock = Availability{10, false};
  StockVerdict gpus = StockVerdict::enough;
  std::optional<PowerState> wanted;
  PowerReason by = PowerReason::manifest;
  const char* note = "";
};

PowerDecision decide(const PowerCase& given) {
  Resource machine{.key = {Kind::virtual_machine, "trainer"}, .spec = VirtualMachineSpec{}};
  auto& spec = std::get<VirtualMachineSpec>(machine.spec);
  spec.region = "CANADA-1";
  spec.gpu = {{"L40", 2}};
  spec.power_state = given.manifest;
  LiveVirtualMachine live;
  live.state = given.live.value_or(VmState::active);
  PowerInputs inputs{.lease = given.lease,
                     .credit = given.credit,
                     .live = given.live ? &live : nullptr,
                     .stock = given.stock,
                     .gpus = given.gpus};
  for (const auto& says : given.schedules)
    inputs.schedules.push_back(
        {{Kind::power_schedule, "nights"}, says.state, noon, says.min_stock});
  if (given.hold) inputs.hold = Hold{machine.key, *given.hold, noon};
  return power_of(machine, inputs);
}

std::string reasons(const PowerDecision& decision) {
  std::string text;
  for (const auto& note : decision.notes) text += (text.empty() ? "" : " ") + note.reason;
  return text;
}

void check(const std::vector<PowerCase>& cases) {
  for (const auto& given : cases) {
    SCOPED_TRACE(given.reason);
    const auto decision = decide(given);
    EXPECT_EQ(decision.state, given.wanted);
    EXPECT_EQ(decision.reason, given.by);
    EXPECT_EQ(reasons(decision), given.note);
  }
}

TEST(PowerOf, follows_the_manifest_and_the_schedules) {
  check({
      {.reason = "nobody says anything", .wanted = {}},
      {.reason = "only the manifest speaks", .manifest = stopped, .wanted = stopped},
      {.reason = "a schedule hibernates at night",
       .schedules = {{hibernated}},
       .wanted = hibernated,
       .by = PowerReason::schedule,
       .note = "Hibernating"},
      {.reason = "it sleeps already",
       .manifest = active,
       .schedules = {{hibernated}},
       .live = VmState::hibernated,
       .wanted = hibernated,
       .by = PowerReason::schedule},
      {.reason = "a schedule restores in the morning",
       .schedules = {{active}},
       .live = VmState::hibernated,
       .wanted = active,
       .by = PowerReason::schedule,
       .note = "Restoring"},
      {.reason = "before its first event a schedule says nothing",
       .manifest = active,
       .schedules = {{std::nullopt}},
       .wanted = active},
      {.reason = "of several schedules one that wants it awake wins",
       .schedules = {{hibernated}, {active}, {hibernated}},
       .wanted = active,
       .by = PowerReason::schedule},
      {.reason = "one that says nothing leaves it to the others",
       .schedules = {{std::nullopt}, {hibernated}},
       .wanted = hibernated,
       .by = PowerReason::schedule,
       .note = "Hibernating"},
      {.reason = "who writes Hibernated is not woken by a schedule",
       .manifest = hibernated,
       .schedules = {{active}},
       .live = VmState::hibernated,
       .wanted = hibernated},
      {.reason = "nor started who writes Stopped",
       .manifest = stopped,
       .schedules = {{active}},
       .live = VmState::stopped,
       .wanted = stopped},
      {.reason = "a machine that is still to be made",
       .schedules = {{hibernated}},
       .live = std::nullopt,
       .wanted = hibernated,
       .by = PowerReason::schedule},
  });
}

TEST(PowerOf, does_not_give_up_gpus_that_are_scarce) {
  check({
      {.reason = "fewer than minStock are left",
       .schedules = {{hibernated, 11}},
       .wanted = active,
       .by = PowerReason::schedule,
       .note = "HibernationSkipped"},
      {.reason = "as many as minStock are left",
       .schedules = {{hibernated, 10}},
       .wanted = hibernated,
       .by = PowerReason::schedule,
       .note = "Hibernating"},
      {.reason = "the strictest schedule counts",
       .schedules = {{hibernated}, {hibernated, 11}, {hibernated, 2}},
       .wanted = active,
       .by = PowerReason::schedule,
       .note = "HibernationSkipped"},
      {.reason = "the stock is not known",
       .schedules = {{hibernated, 11}},
       .stock = std::nullopt,
       .wanted = hibernated,
       .by = PowerReason::schedule,
       .note = "StockUnknown Hibernating"},
      {.reason = "a lower bound below minStock says nothing",
       .schedules = {{hibernated, 11}},
       .stock = Availability{10, true},
       .wanted = hibernated,
       .by = PowerReason::schedule,
       .note = "StockUnknown Hibernating"},
      {.reason = "without minStock the last GPUs are kept all the same",
       .schedules = {{hibernated}},
       .stock = Availability{0, false},
       .wanted = active,
       .by = PowerReason::schedule,
       .note = "HibernationSkipped"},
      {.reason = "a machine that was stopped by hand stays as it is",
       .schedules = {{hibernated, 11}},
       .live = VmState::stopped,
       .wanted = stopped,
       .by = PowerReason::schedule,
       .note = "HibernationSkipped"},
      {.reason = "a machine that sleeps has none to give up",
       .schedules = {{hibernated, 11}},
       .live = VmState::hibernated,
       .wanted = hibernated,
       .by = PowerReason::schedule},
      {.reason = "what cannot be had waits and holds up nothing else",
       .schedules = {{active}},
       .live = VmState::hibernated,
       .gpus = StockVerdict::lacking,
       .wanted = hibernated,
       .by = PowerReason::schedule,
       .note = "WaitingForGpus"},
      {.reason = "what is not known to be there is tried",
       .schedules = {{active}},
       .live = VmState::hibernated,
       .gpus = StockVerdict::unknown,
       .wanted = active,
       .by = PowerReason::schedule,
       .note = "Restoring"},
  });
}

TEST(PowerOf, hears_the_lease_the_credit_and_the_hold_in_this_order) {
  check({
      {.reason = "a lease that is over goes before a schedule",
       .schedules = {{active}},
       .lease = LeasePower::hibernated,
       .wanted = hibernated,
       .by = PowerReason::lease},
      {.reason = "a machine is awake for its last snapshot",
       .schedules = {{hibernated}},
       .lease = LeasePower::stays_awake,
       .wanted = active,
       .by = PowerReason::lease},
      {.reason = "even if the manifest wants it to sleep",
       .manifest = hibernated,
       .lease = LeasePower::stays_awake,
       .live = VmState::hibernated,
       .wanted = active,
       .by = PowerReason::lease},
      {.reason = "low credit goes before a schedule",
       .schedules = {{active}},
       .credit = CreditVerdict::shed,
       .wanted = hibernated,
       .by = PowerReason::credit},
      {.reason = "low credit says nothing to who sleeps anyway",
       .schedules = {{hibernated}},
       .credit = CreditVerdict::shed,
       .wanted = hibernated,
       .by = PowerReason::schedule,
       .note = "Hibernating"},
      {.reason = "too little credit wakes nobody",
       .manifest = active,
       .credit = CreditVerdict::wait,
       .live = VmState::hibernated,
       .wanted = hibernated,
       .by = PowerReason::credit},
      {.reason = "but who runs goes on",
       .manifest = active,
       .credit = CreditVerdict::wait,
       .wanted = active},
      {.reason = "a hold goes before everything",
       .manifest = hibernated,
       .schedules = {{hibernated}},
       .hold = active,
       .lease = LeasePower::hibernated,
       .credit = CreditVerdict::shed,
       .wanted = active,
       .by = PowerReason::hold,
       .note = "Held"},
      {.reason = "also a hold to sleep",
       .schedules = {{active}},
       .hold = hibernated,
       .wanted = hibernated,
       .by = PowerReason::hold,
       .note = "Held"},
      {.reason = "without credit nothing can be woken, hold or not",
       .manifest = active,
       .hold = active,
       .credit = CreditVerdict::used_up,
       .live = VmState::hibernated,
       .wanted = hibernated,
       .by = PowerReason::credit,
       .note = "NoCredit"},
      {.reason = "a machine that runs without credit is the provider's affair",
       .manifest = active,
       .credit = CreditVerdict::used_up,
       .wanted = active},
  });
}

TEST(PowerOf, changes_next_with_the_nearest_event_or_the_end_of_the_hold) {
  Resource machine{.key = {Kind::virtual_machine, "trainer"}, .spec = VirtualMachineSpec{}};
  const ResourceKey schedule{Kind::power_schedule, "nights"};
  PowerInputs inputs;
  EXPECT_EQ(power_of(machine, inputs).next, std::nullopt);
  inputs.schedules = {{schedule, active, noon + std::chrono::hours(3), {}},
                      {schedule, active, noon + std::chrono::hours(2), {}}};
  EXPECT_EQ(power_of(machine, inputs).next, noon + std::chrono::hours(2));
  inputs.hold = Hold{machine.key, active, noon + std::chrono::hours(1)};
  EXPECT_EQ(power_of(machine, inputs).next, noon + std::chrono::hours(1));
}

}  // namespace
}  // namespace muster::testing
