// What time makes of random projects can always be planned and carried out, and settles.

#include "controller/schedule/schedules.hpp"
#include "tests/controller/power/situation.hpp"
#include "tests/diff/random_world.hpp"
#include "tests/support/fake_cloud.hpp"

#include <map>
#include <random>

#include <gmock/gmock.h>

namespace muster::testing {
namespace {

using ::testing::IsEmpty;

constexpr std::uint64_t worlds = 60;
constexpr int rounds = 4;

/// Gives a random project schedules, leases, holds and too little money.
class RandomHours {
 public:
  RandomHours(TestWorld& world, std::uint64_t seed) : world_(world), random_(seed) {}

  void edit() {
    now = noon + std::chrono::minutes(pick(3 * 24 * 60));
    for (auto& resource : world_.desired.resources)
      if (auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec)) edit(resource, *machine);
    for (auto& [key, record] : world_.recorded.resources.edit())
      if (record.created_at == Timestamp()) record.created_at = now - std::chrono::hours(pick(96));
    edit_schedules();
    edit_account();
  }

  Scheduled scheduled(ScheduleMode mode = ScheduleMode::act) const {
    return apply_schedules(world_.desired, world_.live, world_.recorded, facts_, now, mode);
  }
  Planned planned() const {
    return make_plan(scheduled().desired, world_.live, world_.recorded, world_.options);
  }

  /// Carries the plan out and remembers what the history would tell.
  std::vector<std::string> carry_out(const Plan& plan) {
    const auto before = world_.recorded.resources;
    auto complaints = apply_to(world_, plan);
    for (const auto& [key, record] : before)
      if (key.kind == Kind::virtual_machine && !world_.recorded.resources.contains(key))
        facts_.ended[key.name] = {record.created_at, now};
    for (auto& [key, record] : world_.recorded.resources.edit())
      if (record.created_at == Timestamp()) record.created_at = now;
    return complaints;
  }

  Timestamp now = noon;

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  bool chance(unsigned percent) { return random_() % 100 < percent; }

  void edit(const Resource& resource, VirtualMachineSpec& machine) {
    if (chance(50)) machine.power_state.reset();
    machine.priority = static_cast<std::int64_t>(pick(3));
    machine.ttl.reset();
    if (chance(70)) machine.ttl = std::chrono::hours(1 + pick(96));
    machine.on_expiry = chance(50) ? OnExpiry::delete_it : OnExpiry::hibernate;
    machine.final_snapshot = chance(80);
    auto& holds = world_.recorded.holds;
    holds.erase(resource.key);
    if (chance(20))
      holds[resource.key] = {resource.key, static_cast<PowerState>(pick(3)),
                             now + std::chrono::hours(1)};
  }

  void edit_schedules() {
    for (const char* name : {"one", "other"}) {
      world_.unwant({Kind::power_schedule, name});
      if (chance(30)) continue;
      PowerScheduleSpec spec{.hibernate = std::to_string(pick(60)) + " 19 * * *",
                             .restore = std::to_string(pick(60)) + " 7 * * 1-5"};
      for (const auto& resource : world_.desired.resources)
        if (resource.key.kind == Kind::virtual_machine && chance(60))
          spec.virtual_machines.names.push_back({resource.key.name, false});
      if (chance(30)) spec.min_stock = static_cast<std::int64_t>(pick(4));
      if (!spec.virtual_machines.names.empty()) world_.want(name, std::move(spec));
    }
  }

  void edit_account() {
    world_.unwant({Kind::budget, "credit"});
    if (chance(50)) world_.want("credit", BudgetSpec{.on_low_credit = OnLowCredit::hibernate});
    PriceList prices;
    for (const auto& machine : world_.live.virtual_machines)
      prices.gpus.push_back({machine.tier.value_or(Tier::legacy),
                             machine.gpu_model,
                             {{Currency::usd, Money{nanos_per_unit, Currency::usd}}},
                             8});
    world_.live.market.prices = std::move(prices);
    world_.live.market.balance =
        Money{Nanos{static_cast<std::int64_t>(pick(60))} * nanos_per_unit, Currency::usd};
  }

  TestWorld& world_;
  std::mt19937_64 random_;
  ScheduleFacts facts_;
};

std::string listing(const Plan& plan) {
  std::string text;
  for (const auto& line : programme(plan)) text += line + "\n";
  return text;
}

TEST(ScheduleLaws, what_time_wants_can_be_planned_and_settles) {
  std::size_t settled = 0;
  std::map<std::string_view, std::size_t> steps;  // by operation
  for (std::uint64_t seed = 1; seed <= worlds && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWorld random(seed);
    RandomHours hours(random.world, seed);
    random.add_foreign_things();
    for (int round = 0; round < rounds; ++round) {
      random.edit_manifests();
      if (round > 0) random.disturb_account();
      hours.edit();
      if (has_errors(random.world.plan().diagnostics)) continue;
      std::string done;
      for (int look = 0;; ++look) {
        const Planned planned = hours.planned();
        ASSERT_FALSE(has_errors(planned.diagnostics)) << all_messages(planned.diagnostics) << done;
        if (planned.plan.empty()) break;
        ASSERT_LT(look, 6) << "it does not settle:\n" << done;
        done += listing(planned.plan) + "---\n";
        for (const auto& step : planned.plan.steps) ++steps[operation_name(step.operation)];
        ASSERT_THAT(hours.carry_out(planned.plan), IsEmpty()) << done;
      }
      const auto by_hand = make_plan(hours.scheduled(ScheduleMode::keep).desired, random.world.live,
                                     random.world.recorded, random.world.options);
      EXPECT_FALSE(has_errors(by_hand.diagnostics)) << all_messages(by_hand.diagnostics);
      ++settled;
    }
  }
  EXPECT_GT(settled, worlds) << "most worlds can be planned";
  for (const auto* operation : {"hibernate_instance", "restore_instance", "create_snapshot"})
    EXPECT_GT(steps[operation], 10U) << operation;
}

TEST(ScheduleLaws, a_project_without_time_is_wanted_as_it_is) {
  for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
    RandomWorld random(seed);
    random.edit_manifests();
    const auto& world = random.world;
    const auto scheduled =
        apply_schedules(world.desired, world.live, world.recorded, {}, noon, ScheduleMode::act);
    EXPECT_EQ(listing(make_plan(scheduled.desired, world.live, world.recorded, world.options).plan),
              listing(world.plan().plan));
    EXPECT_THAT(scheduled.notes, IsEmpty());
    EXPECT_EQ(scheduled.wake_at, std::nullopt);
  }
}

}  // namespace
}  // namespace muster::testing
