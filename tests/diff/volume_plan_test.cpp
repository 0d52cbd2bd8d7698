#include "tests/support/world_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const ResourceKey data_volume{Kind::volume, "data"};

TEST(VolumePlan, creates_what_is_missing) {
  TestWorld world;
  world.want("data", volume_spec(500));
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan), ElementsAre("create_volume Volume/data"));
  EXPECT_EQ(change_of(plan, data_volume)->action, Action::create);
  EXPECT_EQ(plan.calls, 1U);
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(VolumePlan, grows_in_place_on_the_advanced_tier) {
  TestWorld world;
  world.want("data", volume_spec(500, Tier::advanced));
  world.apply();
  world.want("data", volume_spec(800, Tier::advanced));
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan), ElementsAre("resize_volume Volume/data"));
  EXPECT_EQ(world.volume("data").size.count, 800);
  EXPECT_TRUE(world.plan().plan.empty());
}

struct ReplacingVolume {
  const char* field;
  VolumeSpec before;
  VolumeSpec after;
};

TEST(VolumePlan, replaces_for_everything_else_and_says_what_is_lost) {
  VolumeSpec moved = volume_spec(500);
  moved.region = "NORWAY-1";
  VolumeSpec described = volume_spec(500);
  described.description = "scratch";
  VolumeSpec hdd = volume_spec(500, Tier::advanced);
  hdd.type = VolumeType::hdd;
  const ReplacingVolume cases[] = {
      {"/spec/size", volume_spec(500), volume_spec(800)},
      {"/spec/size", volume_spec(500, Tier::advanced), volume_spec(400, Tier::advanced)},
      {"/spec/region", volume_spec(500), moved},
      {"/spec/description", volume_spec(500), described},
      {"/spec/type", volume_spec(500, Tier::advanced), hdd},
      {"/spec/tier", volume_spec(500), volume_spec(500, Tier::advanced)},
  };
  for (const auto& [field, before, after] : cases) {
    SCOPED_TRACE(field);
    TestWorld world;
    world.want("data", before);
    world.apply();
    world.want("data", after);
    const Plan plan = world.apply();
    EXPECT_THAT(programme(plan),
                ElementsAre("delete_volume Volume/data", "create_volume Volume/data"));
    const auto* change = change_of(plan, data_volume);
    EXPECT_EQ(change->action, Action::replace);
    EXPECT_THAT(change->warnings, ElementsAre(HasSubstr("lost for good")));
    EXPECT_TRUE(std::ranges::any_of(change->fields, [&](const FieldChange& each) {
      return each.path == field && each.forces_replacement;
    }));
    EXPECT_TRUE(world.plan().plan.empty());
  }
}

TEST(VolumePlan, deletes_when_the_manifest_is_removed) {
  TestWorld world;
  world.want("data", volume_spec());
  world.apply();
  world.unwant(data_volume);
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan), ElementsAre("delete_volume Volume/data"));
  EXPECT_THAT(plan.steps.front().data_loss, HasSubstr("500GB"));
  EXPECT_THAT(world.live.volumes, IsEmpty());
  EXPECT_THAT(world.recorded.resources, IsEmpty());
}

TEST(VolumePlan, is_never_replaced_because_the_account_shows_another_size) {
  TestWorld world;
  world.want("data", volume_spec(500, Tier::advanced));
  world.apply();
  world.volume("data").size = {900};
  const Plan plan = world.plan().plan;
  EXPECT_TRUE(plan.empty());
  ASSERT_EQ(plan.drift.size(), 1U);
  EXPECT_EQ(plan.drift.front().fields.front().path, "/spec/size");
  EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("replacement")));
}

TEST(VolumePlan, does_not_touch_a_volume_in_error) {
  TestWorld world;
  world.want("data", volume_spec());
  world.apply();
  world.volume("data").state = VolumeState::error;
  const Plan plan = world.plan().plan;
  EXPECT_TRUE(plan.empty());
  EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("error state")));
}

TEST(VolumePlan, refuses_a_type_that_the_tier_does_not_sell) {
  TestWorld world;
  VolumeSpec spec = volume_spec();
  spec.type = VolumeType::nvme;
  world.want("data", spec);
  EXPECT_THAT(all_messages(world.plan().diagnostics), HasSubstr("not offered on tier legacy"));
}

}  // namespace
}  // namespace muster
