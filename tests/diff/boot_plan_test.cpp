#include "tests/diff/copies.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(BootPlan, a_machine_boots_from_an_image_once_that_is_made) {
  TestWorld world = with_image();
  world.want("clone", imaged());
  const Plan plan = world.apply();
  EXPECT_EQ(programme(plan).back(), "deploy_instance VirtualMachine/clone");
  EXPECT_TRUE(world.plan().plan.empty()) << "it shows the image's name as that of its system";
  world.options.destroy = true;
  const auto steps = programme(world.apply());
  const auto at = [&](const char* step) { return std::ranges::find(steps, step); };
  EXPECT_LT(at("delete_instance VirtualMachine/clone"), at("delete_image CustomImage/base"));
  EXPECT_LT(at("delete_image CustomImage/base"), at("delete_snapshot Snapshot/golden"));
}

TEST(BootPlan, a_machine_is_restored_and_then_given_what_the_call_does_not_take) {
  TestWorld world = with_snapshot();
  VirtualMachineSpec spec = restored();
  spec.public_ip = true;
  spec.security_rules = {rule("10.0.0.0/8")};
  spec.volumes = {managed<Kind::volume>("data")};
  spec.firewalls = {managed<Kind::firewall>("edge")};
  world.want("clone", spec);
  world.want("data", volume_spec());
  world.want("edge", firewall_spec());
  // A member of the firewall is what the other is restored from.
  VirtualMachineSpec member = machine_spec();
  member.firewalls = {managed<Kind::firewall>("edge")};
  world.want("box", member);
  const Plan plan = world.apply();
  std::vector<std::string> own;
  for (const std::size_t step : change_of(plan, clone)->steps)
    own.emplace_back(operation_name(plan.steps[step].operation));
  EXPECT_THAT(own, ElementsAre("restore_snapshot", "add_instance_rule", "toggle_public_ip",
                               "attach_volumes", "set_firewall_members", "remember"));
  EXPECT_THAT(change_of(plan, clone)->warnings, Contains(HasSubstr("SSH keys have to be set up")));
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(BootPlan, keys_of_a_restored_machine_are_only_remembered) {
  TestWorld world = with_snapshot();
  world.want("clone", restored());
  world.apply();
  VirtualMachineSpec spec = restored();
  spec.ssh_keys = {managed<Kind::ssh_key>("bob")};
  world.want("clone", spec);
  EXPECT_THAT(programme(world.apply()), ElementsAre("remember VirtualMachine/clone"));
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(BootPlan, another_boot_source_replaces_the_machine) {
  TestWorld world = with_image();
  world.want("clone", restored());
  world.apply();
  world.want("clone", imaged());
  EXPECT_THAT(programme(world.apply()), ElementsAre("delete_instance VirtualMachine/clone",
                                                    "deploy_instance VirtualMachine/clone"));
  world.want("clone", machine_spec());
  EXPECT_THAT(programme(world.apply()), ElementsAre("delete_instance VirtualMachine/clone",
                                                    "deploy_instance VirtualMachine/clone"));
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(BootPlan, a_restored_machine_outlives_its_snapshot) {
  TestWorld world = with_snapshot();
  world.want("clone", restored());
  world.apply();
  VirtualMachineSpec spec = restored();
  spec.boot.snapshot = existing<Kind::snapshot>("golden");
  world.want("clone", spec);
  world.unwant(golden);
  EXPECT_THAT(programme(world.apply()),
              ElementsAre("delete_snapshot Snapshot/golden", "remember VirtualMachine/clone"));
  EXPECT_TRUE(world.plan().plan.empty());
}

struct Misfit {
  const char* reason;
  void (*change)(VirtualMachineSpec&);
  const char* message;
};

TEST(BootPlan, a_restored_machine_has_the_hardware_and_the_region_of_the_snapshot) {
  const Misfit cases[] = {
      {"GPUs", [](VirtualMachineSpec& s) { s.gpu.count = 2; },
       "taken of, 1x RTX-A6000, and the manifest says 2x RTX-A6000"},
      {"model", [](VirtualMachineSpec& s) { s.gpu.model = "L40"; }, "the manifest says 1x L40"},
      {"region", [](VirtualMachineSpec& s) { s.region = "US-1"; },
       "is in region CANADA-1, the machine in US-1"},
  };
  for (const bool is_there : {false, true}) {
    for (const auto& each : cases) {
      SCOPED_TRACE(each.reason);
      TestWorld world = with_snapshot();
      if (is_there) world.apply();
      VirtualMachineSpec spec = restored();
      each.change(spec);
      world.want("clone", spec);
      EXPECT_THAT(refusal(world), HasSubstr(each.message));
    }
  }
}

TEST(BootPlan, says_when_the_hardware_of_a_snapshot_is_not_known) {
  TestWorld world = with_snapshot();
  world.apply();
  world.want("golden", SnapshotSpec{.virtual_machine = existing<Kind::virtual_machine>("box")});
  world.unwant(box);
  world.apply();
  world.want("clone", restored());
  EXPECT_THAT(change_of(world.plan().plan, clone)->warnings,
              Contains(HasSubstr("shows when it is restored")));
}

TEST(BootPlan, refuses_what_waits_for_itself) {
  TestWorld world = with_snapshot();
  world.want("data", volume_spec());
  VirtualMachineSpec holder = machine_spec();
  holder.volumes = {managed<Kind::volume>("data")};
  world.want("clone", holder);
  world.unwant(golden);
  world.apply();
  // The volume comes to the machine that is snapshotted from one that waits for the snapshot.
  VirtualMachineSpec taker = machine_spec();
  taker.volumes = {managed<Kind::volume>("data")};
  world.want("box", taker);
  world.want("golden", snapshot_of("box"));
  VirtualMachineSpec giver = restored();
  giver.volumes.emplace();
  world.want("clone", giver).lifecycle.replace = Replace::create_first;
  EXPECT_THAT(refusal(world), HasSubstr("wait for each other"));
}

}  // namespace
}  // namespace muster
