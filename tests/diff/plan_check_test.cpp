#include "diff/plan_check.hpp"

#include "tests/diff/random_world.hpp"
#include "tests/support/fake_cloud.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> moved(const TestWorld& world, const Plan& plan) {
  return moved_since(plan, world.live, world.recorded);
}

/// A volume and its machine, made; the plan grows the volume's manifest into a new one.
struct ReplacingPlan {
  ReplacingPlan() {
    world.want("data", volume_spec(500));
    world.apply();
    world.want("data", volume_spec(600));
    plan = world.plan().plan;
  }
  TestWorld world;
  Plan plan;
};

TEST(PlanCheck, a_plan_fits_the_world_it_was_made_from) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWorld random(seed);
    random.add_foreign_things();
    for (int round = 0; round < 3; ++round) {
      random.edit_manifests();
      if (round > 0) random.disturb_account();
      const Planned planned = random.world.plan();
      if (has_errors(planned.diagnostics)) continue;
      EXPECT_THAT(moved(random.world, planned.plan), IsEmpty());
      apply_to(random.world, planned.plan);
      if (!planned.plan.empty()) {
        EXPECT_FALSE(moved(random.world, planned.plan).empty()) << "performed twice";
      }
    }
  }
}

TEST(PlanCheck, names_the_field_that_moved_with_both_values) {
  ReplacingPlan at;
  at.world.volume("data").size = Gigabytes{700};
  EXPECT_THAT(moved(at.world, at.plan), ElementsAre(HasSubstr(": size was 500 and is now 700")));
}

TEST(PlanCheck, what_is_gone_is_named) {
  ReplacingPlan at;
  at.world.live.volumes.clear();
  EXPECT_THAT(moved(at.world, at.plan), ElementsAre(HasSubstr("is gone from the account")));
}

TEST(PlanCheck, a_name_that_was_taken_meanwhile_is_named) {
  TestWorld world;
  world.want("data", volume_spec());
  const Plan plan = world.plan().plan;
  LiveVolume foreign;
  foreign.id = {"foreign-1"};
  foreign.name = "data";
  world.live.volumes.push_back(foreign);
  EXPECT_THAT(moved(world, plan), ElementsAre(HasSubstr("in the account now (foreign-1)")));
}

TEST(PlanCheck, a_record_that_another_apply_changed_is_named) {
  ReplacingPlan at;
  at.world.recorded.resources.edit().begin()->second.protect = true;
  EXPECT_THAT(moved(at.world, at.plan), ElementsAre(HasSubstr("changed by another apply")));
  at.world.recorded.resources.edit().clear();
  EXPECT_THAT(moved(at.world, at.plan), ElementsAre(HasSubstr("does not own it any more")));
}

TEST(PlanCheck, what_the_plan_does_not_rely_on_may_move) {
  ReplacingPlan at;
  LiveVolume foreign;
  foreign.id = {"foreign-1"};
  foreign.name = "other";
  at.world.live.volumes.push_back(foreign);
  at.world.volume("data").status = "AVAILABLE again";
  EXPECT_THAT(moved(at.world, at.plan), IsEmpty());
}

}  // namespace
}  // namespace muster
