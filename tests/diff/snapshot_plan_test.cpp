#include "tests/diff/copies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SnapshotPlan, is_taken_of_a_running_machine_which_is_shut_off_meanwhile) {
  TestWorld world = with_snapshot();
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan),
              ElementsAre("create_ssh_key SSHKey/alice", "create_ssh_key SSHKey/bob",
                          "deploy_instance VirtualMachine/box", "create_snapshot Snapshot/golden"));
  EXPECT_THAT(change_of(plan, golden)->warnings, ElementsAre(HasSubstr("'box' is shut off")));
  EXPECT_EQ(plan.steps.back().deadline, std::chrono::minutes(60));
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(SnapshotPlan, comes_between_the_work_of_its_machine_and_its_end) {
  TestWorld world = with_snapshot();
  VirtualMachineSpec spec = machine_spec();
  spec.volumes = {managed<Kind::volume>("data")};
  spec.firewalls = {managed<Kind::firewall>("edge")};
  spec.power_state = PowerState::stopped;
  world.want("box", spec);
  world.want("data", volume_spec());
  world.want("edge", firewall_spec());
  const auto steps = programme(world.apply());
  EXPECT_EQ(std::vector(steps.end() - 5, steps.end()),
            (std::vector<std::string>{
                "attach_volumes VirtualMachine/box", "create_snapshot Snapshot/golden",
                "set_firewall_members Firewall/edge", "stop_instance VirtualMachine/box",
                "remember VirtualMachine/box"}));
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(SnapshotPlan, never_takes_two_of_one_machine_at_once) {
  TestWorld world = with_snapshot();
  world.want("second", snapshot_of("box"));
  world.want("third", snapshot_of("box"));
  const Plan plan = world.apply();
  std::vector<std::size_t> taken;
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (std::holds_alternative<CreateSnapshot>(plan.steps[i].operation)) taken.push_back(i);
  ASSERT_EQ(taken.size(), 3U);
  EXPECT_THAT(plan.steps[taken[1]].after, Contains(taken[0]));
  EXPECT_THAT(plan.steps[taken[2]].after, Contains(taken[1]));
}

TEST(SnapshotPlan, is_refused_of_a_machine_that_does_not_run) {
  TestWorld world = with_snapshot();
  world.unwant(golden);
  VirtualMachineSpec spec = machine_spec();
  spec.power_state = PowerState::hibernated;
  world.want("box", spec);
  world.apply();
  world.want("golden", snapshot_of("box"));
  EXPECT_THAT(refusal(world), HasSubstr("only while it runs, and it is Hibernated"));
}

TEST(SnapshotPlan, is_refused_of_a_foreign_machine_that_does_not_run) {
  TestWorld world = with_snapshot();
  world.apply();
  world.recorded.resources.edit().erase(box);
  world.unwant(box);
  world.machine("box").state = VmState::stopped;
  world.machine("box").status = "SHUTOFF";
  world.want("second", SnapshotSpec{.virtual_machine = existing<Kind::virtual_machine>("box")});
  EXPECT_THAT(refusal(world), HasSubstr("SHUTOFF"));
}

TEST(SnapshotPlan, outlives_its_machine) {
  TestWorld world = with_snapshot();
  world.apply();
  VirtualMachineSpec larger = machine_spec();
  larger.gpu.count = 2;
  world.want("box", larger);
  EXPECT_THAT(programme(world.apply()), ElementsAre("delete_instance VirtualMachine/box",
                                                    "deploy_instance VirtualMachine/box"));
  world.want("golden", SnapshotSpec{.virtual_machine = existing<Kind::virtual_machine>("box")});
  world.unwant(box);
  EXPECT_THAT(programme(world.apply()),
              ElementsAre("delete_instance VirtualMachine/box", "remember Snapshot/golden"));
  EXPECT_TRUE(world.plan().plan.empty()) << "a reference to a machine that is gone";
  EXPECT_EQ(world.live.snapshots.size(), 1U);
}

TEST(SnapshotPlan, is_replaced_by_every_change) {
  TestWorld world = with_snapshot();
  world.apply();
  SnapshotSpec spec = snapshot_of("box");
  spec.description = "with the drivers";
  world.want("golden", spec);
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan),
              ElementsAre("delete_snapshot Snapshot/golden", "create_snapshot Snapshot/golden"));
  EXPECT_THAT(plan.steps.front().data_loss, HasSubstr("lost for good (100GB)"));
}

TEST(SnapshotPlan, is_adopted_protected_and_retained_like_anything_else) {
  TestWorld world = with_snapshot();
  world.apply();
  world.recorded.resources.edit().erase(golden);
  world.wanted(golden).lifecycle.adopt = true;
  world.wanted(golden).lifecycle.protect = true;
  EXPECT_THAT(programme(world.apply()), ElementsAre("adopt Snapshot/golden"));
  SnapshotSpec spec = snapshot_of("box");
  spec.description = "other";
  world.want("golden", spec);
  EXPECT_TRUE(world.plan().denied);
  world.want("golden", snapshot_of("box")).lifecycle.on_delete = OnDelete::retain;
  world.apply();
  world.unwant(golden);
  EXPECT_THAT(programme(world.apply()), ElementsAre("forget Snapshot/golden"));
}

TEST(SnapshotPlan, does_not_adopt_one_of_another_machine) {
  TestWorld world = with_snapshot();
  world.want("other", machine_spec());
  world.apply();
  world.recorded.resources.edit().erase(golden);
  world.want("golden", snapshot_of("other")).lifecycle.adopt = true;
  EXPECT_THAT(refusal(world), HasSubstr("/spec/virtualMachine"));
}

TEST(SnapshotPlan, cannot_be_replaced_create_first) {
  TestWorld world = with_snapshot();
  world.apply();
  SnapshotSpec spec = snapshot_of("box");
  spec.description = "other";
  world.want("golden", spec).lifecycle.replace = Replace::create_first;
  EXPECT_THAT(refusal(world), HasSubstr("createFirst is not possible: its name is taken"));
}

TEST(ImagePlan, is_made_after_its_snapshot_and_deleted_before_it) {
  TestWorld world = with_image();
  const auto made = programme(world.apply());
  EXPECT_EQ(std::vector(made.end() - 2, made.end()),
            (std::vector<std::string>{"create_snapshot Snapshot/golden",
                                      "create_image CustomImage/base"}));
  EXPECT_TRUE(world.plan().plan.empty());
  world.unwant(base);
  world.unwant(golden);
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan),
              ElementsAre("delete_image CustomImage/base", "delete_snapshot Snapshot/golden"));
  EXPECT_THAT(plan.steps.back().data_loss, HasSubstr("the image 'base', made from it"));
}

TEST(ImagePlan, is_made_anew_with_its_snapshot) {
  TestWorld world = with_image();
  world.apply();
  SnapshotSpec spec = snapshot_of("box");
  spec.description = "other";
  world.want("golden", spec);
  EXPECT_THAT(programme(world.apply()),
              ElementsAre("delete_image CustomImage/base", "delete_snapshot Snapshot/golden",
                          "create_snapshot Snapshot/golden", "create_image CustomImage/base"));
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(ImagePlan, of_somebody_else_holds_up_the_deletion_of_its_snapshot) {
  TestWorld world = with_image();
  world.apply();
  world.recorded.resources.edit().erase(base);
  world.unwant(base);
  world.unwant(golden);
  EXPECT_THAT(refusal(world), HasSubstr("the image made from it, 'base'"));
}

TEST(ImagePlan, that_is_retained_holds_up_the_deletion_of_its_snapshot) {
  TestWorld world = with_image();
  world.wanted(base).lifecycle.on_delete = OnDelete::retain;
  world.apply();
  world.unwant(base);
  world.unwant(golden);
  EXPECT_THAT(refusal(world), HasSubstr("this plan is not to delete that"));
}

TEST(ImagePlan, there_is_one_a_snapshot) {
  TestWorld world = with_image();
  world.apply();
  world.recorded.resources.edit().erase(base);
  world.unwant(base);
  world.want("second", image_of("golden"));
  EXPECT_THAT(refusal(world), HasSubstr("already has an image, 'base'"));
  world.unwant({Kind::custom_image, "second"});
  world.want("base", image_of("golden")).lifecycle.adopt = true;
  EXPECT_THAT(programme(world.apply()), ElementsAre("adopt CustomImage/base"));
}

TEST(ImagePlan, under_another_name_takes_the_place_of_the_first) {
  TestWorld world = with_image();
  world.apply();
  world.unwant(base);
  world.want("second", image_of("golden"));
  EXPECT_THAT(programme(world.apply()),
              ElementsAre("delete_image CustomImage/base", "create_image CustomImage/second"));
}

TEST(SnapshotPlan, targets_take_its_machine_along) {
  TestWorld world = with_snapshot();
  world.options.targets = {golden};
  EXPECT_THAT(programme(world.plan().plan),
              ElementsAre("create_ssh_key SSHKey/alice", "deploy_instance VirtualMachine/box",
                          "create_snapshot Snapshot/golden"));
}

TEST(SnapshotPlan, costs_by_its_size_and_new_ones_by_that_of_boot_disks) {
  TestWorld world = with_snapshot();
  const Currency usd = Currency::usd;
  world.live.market.prices =
      PriceList{.gpus = {{Tier::legacy, "RTX-A6000", {{usd, *parse_money("0.69", usd)}}, 4}},
                .snapshot_per_100gb = {{usd, *parse_money("0.10", usd)}}};
  world.want("base", image_of("golden"));
  const Plan plan = world.apply();
  const auto cost = change_of(plan, golden)->cost;
  ASSERT_TRUE(cost && cost->after);
  EXPECT_EQ(format_money(*cost->after), "0.10 USD");
  EXPECT_THAT(plan.notes, Contains(HasSubstr("new ones count as 100GB")));
  ASSERT_TRUE(plan.cost);
  EXPECT_THAT(plan.cost->unknown, Contains(HasSubstr("no price of custom images")));
  world.snapshot("golden").size = {0};
  world.snapshot("golden").state = SetupState::pending;
  const auto still_taken = world.plan().plan.cost;
  ASSERT_TRUE(still_taken);
  EXPECT_EQ(still_taken->account_before.unknown, 1U) << "not known is not nothing";
}

}  // namespace
}  // namespace muster
