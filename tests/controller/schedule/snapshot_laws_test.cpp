// What snapshot schedules never do, whatever the manifests and the account are like.

#include "tests/controller/schedule/snapshot_project.hpp"
#include "tests/diff/random_world.hpp"

#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

/// Days of a random project with two schedules over all of its machines.
class RandomDays {
 public:
  explicit RandomDays(std::uint64_t seed) : random_(seed), random_world_(seed) {
    random_world_.add_foreign_things();
    random_world_.edit_manifests();
  }

  std::size_t taken() const { return facts_.taken.size(); }

  void live_through_a_day(int day) {
    now_ = at("2026-01-01T00:00:00Z") + std::chrono::hours(24 * day + 3);
    if (chance(50)) random_world_.edit_manifests();
    if (chance(50)) random_world_.disturb_account();
    if (chance(20)) fail_one();
    want_schedules();
    // What cannot be planned without schedules is not theirs to answer for.
    if (!make_plan(world().desired, world().live, world().recorded, world().options)
             .may_be_performed())
      return;
    settle();
    expect_one_snapshot_a_run();
  }

 private:
  TestWorld& world() { return random_world_.world; }
  bool chance(unsigned percent) { return random_() % 100 < percent; }

  void want_schedules() {
    VirtualMachineSelector all;
    for (const auto& resource : world().desired.resources)
      if (const auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec);
          machine != nullptr && machine->tier == Tier::legacy)
        all.names.push_back(managed<Kind::virtual_machine>(resource.key.name));
    SnapshotScheduleSpec spec{.virtual_machines = all, .schedule = "0 3 * * *"};
    spec.retention.keep_daily = 2;
    spec.concurrency = 1;
    world().want("nightly", spec);
    spec.schedule = "0 1,2 * * *";
    world().want("often", spec);
  }

  void fail_one() {
    auto& snapshots = world().live.snapshots;
    if (!snapshots.empty()) snapshots[random_() % snapshots.size()].state = SetupState::error;
  }

  Planned plan() {
    Scheduled scheduled{.desired = world().desired, .notes = {}, .wake_at = {}};
    const ScheduleView view{world().desired, world().live, world().recorded,
                            facts_,          now_,         ScheduleMode::act};
    apply_snapshot_schedules(scheduled, view);
    std::ranges::sort(scheduled.desired.resources, {}, &Resource::key);
    return make_plan(scheduled.desired, world().live, world().recorded, world().options);
  }

  void carry_out(const Planned& planned) {
    EXPECT_TRUE(planned.may_be_performed()) << all_messages(planned.diagnostics);
    const auto good_before = good();
    for (const auto& complaint : apply_to(world(), planned.plan)) ADD_FAILURE() << complaint;
    for (const auto& step : planned.plan.steps)
      if (const auto* create = std::get_if<CreateSnapshot>(&step.operation)) {
        facts_.taken.insert(create->name);
        ++facts_.tries[create->name];
      }
    for (const auto& [prefix, count] : good_before)
      if (count > 0) EXPECT_GT(good()[prefix], 0U) << "the last good one of " << prefix;
  }

  /// Cycles come to rest, and none of them is refused.
  void settle() {
    for (int cycle = 0; cycle < 40; ++cycle) {
      const auto planned = plan();
      if (planned.may_be_performed() && planned.plan.empty()) return;
      carry_out(planned);
      if (::testing::Test::HasFailure()) return;
    }
    ADD_FAILURE() << "it never comes to rest";
  }

  /// Good snapshots by schedule and machine.
  std::map<std::string, std::size_t> good() {
    std::map<std::string, std::size_t> counts;
    for (const auto& snapshot : world().live.snapshots)
      if (SnapshotNames::run_in(snapshot.name) && snapshot.state == SetupState::ready)
        ++counts[snapshot.name.substr(0, snapshot.name.size() - 16)];
    return counts;
  }

  void expect_one_snapshot_a_run() {
    std::set<std::string> names;
    for (const auto& snapshot : world().live.snapshots)
      EXPECT_TRUE(names.insert(snapshot.name).second) << snapshot.name << " is there twice";
  }

  std::mt19937_64 random_;
  RandomWorld random_world_;
  ScheduleFacts facts_;
  Timestamp now_ = at("2026-01-01T00:00:00Z");
};

TEST(SnapshotLaws, hold_in_all_projects_and_accounts) {
  std::size_t taken = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    RandomDays days(seed);
    for (int day = 0; day < 6; ++day) days.live_through_a_day(day);
    if (::testing::Test::HasFailure()) return;
    taken += days.taken();
  }
  EXPECT_GT(taken, 100U);
}

}  // namespace
}  // namespace muster::testing
