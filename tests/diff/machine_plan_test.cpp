#include "tests/support/world_builder.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const ResourceKey box{Kind::virtual_machine, "box"};

/// A project with a key, a machine, and whatever the machine refers to.
TestWorld world_with(const VirtualMachineSpec& spec) {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("bob", key_spec("ssh-ed25519 AAAAbob bob"));
  world.want("setup", script_spec());
  world.want("edge", firewall_spec({rule("0.0.0.0/0")}));
  world.want("data", volume_spec(500, spec.tier));
  world.want("more", volume_spec(500, spec.tier));
  world.want("box", spec);
  return world;
}

/// What the plan does after the machine was made as `before` and is wanted as `after`.
std::vector<std::string> edited(const VirtualMachineSpec& before, const VirtualMachineSpec& after) {
  TestWorld world = world_with(before);
  world.apply();
  world.want("box", after);
  const auto steps = programme(world.apply());
  EXPECT_TRUE(world.plan().plan.empty());
  return steps;
}

using Edit = std::function<void(VirtualMachineSpec&)>;

VirtualMachineSpec with(const Edit& edit, Tier tier = Tier::legacy) {
  VirtualMachineSpec spec = machine_spec(tier);
  edit(spec);
  return spec;
}

constexpr auto power(PowerState state) {
  return [state](VirtualMachineSpec& spec) { spec.power_state = state; };
}

TEST(MachinePlan, deploys_after_what_it_needs_and_attaches_once_it_runs) {
  const VirtualMachineSpec spec = with([](auto& s) {
    s.volumes = {managed<Kind::volume>("data")};
    s.firewalls = {managed<Kind::firewall>("edge")};
    s.power_state = PowerState::hibernated;
  });
  TestWorld world = world_with(spec);
  const Plan plan = world.apply();
  std::vector<std::string> own;
  for (const std::size_t step : change_of(plan, box)->steps)
    own.emplace_back(operation_name(plan.steps[step].operation));
  EXPECT_THAT(own, ElementsAre("deploy_instance", "attach_volumes", "set_firewall_members",
                               "hibernate_instance", "remember"));
  EXPECT_EQ(plan.steps.back().depends_on,
            (std::vector<ResourceKey>{
                {Kind::ssh_key, "alice"}, {Kind::firewall, "edge"}, {Kind::volume, "data"}}));
}

TEST(MachinePlan, gives_volumes_to_the_deployment_on_the_advanced_tier) {
  TestWorld world = world_with(
      with([](auto& s) { s.volumes = {managed<Kind::volume>("data")}; }, Tier::advanced));
  const auto steps = programme(world.apply());
  EXPECT_THAT(steps, Contains("deploy_instance VirtualMachine/box"));
  EXPECT_THAT(steps, ::testing::Not(Contains("attach_volumes VirtualMachine/box")));
}

struct InPlace {
  const char* what;
  Edit before;
  Edit after;
  std::vector<std::string> steps;
  Tier tier = Tier::legacy;
};

TEST(MachinePlan, changes_in_place_what_the_api_can_change) {
  const Edit as_it_is = [](VirtualMachineSpec&) {};
  const std::string machine = " VirtualMachine/box";
  const auto list = [&](std::initializer_list<const char*> words) {
    std::vector<std::string> lines;
    for (const char* word : words) lines.push_back(word + machine);
    return lines;
  };
  const InPlace cases[] = {
      {"stop", as_it_is, power(PowerState::stopped), list({"stop_instance"})},
      {"start", power(PowerState::stopped), power(PowerState::active), list({"start_instance"})},
      {"hibernate", as_it_is, power(PowerState::hibernated), list({"hibernate_instance"})},
      {"restore", power(PowerState::hibernated), power(PowerState::active),
       list({"restore_instance"})},
      {"hibernated to stopped", power(PowerState::hibernated), power(PowerState::stopped),
       list({"restore_instance", "stop_instance"})},
      {"stopped to hibernated", power(PowerState::stopped), power(PowerState::hibernated),
       list({"start_instance", "hibernate_instance"})},
      {"address on", as_it_is, [](auto& s) { s.public_ip = true; }, list({"toggle_public_ip"})},
      {"address off", [](auto& s) { s.public_ip = true; }, [](auto& s) { s.public_ip = false; },
       list({"toggle_public_ip"})},
      {"exchange a rule", [](auto& s) { s.security_rules = {rule("10.0.0.0/8")}; },
       [](auto& s) { s.security_rules = {rule("10.1.0.0/16")}; },
       list({"add_instance_rule", "remove_instance_rule"})},
      {"exchange a volume", [](auto& s) { s.volumes = {managed<Kind::volume>("data")}; },
       [](auto& s) { s.volumes = {managed<Kind::volume>("more")}; },
       list({"detach_volumes", "attach_volumes"})},
      {"attach a volume on advanced", as_it_is,
       [](auto& s) { s.volumes = {managed<Kind::volume>("data")}; },
       list({"stop_instance", "attach_volumes", "start_instance"}), Tier::advanced},
      {"attach to a stopped machine on advanced", power(PowerState::stopped),
       [](auto& s) {
         s.power_state = PowerState::stopped;
         s.volumes = {managed<Kind::volume>("data")};
       },
       list({"attach_volumes"}), Tier::advanced},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.what);
    EXPECT_EQ(edited(with(each.before, each.tier), with(each.after, each.tier)), each.steps);
  }
}

TEST(MachinePlan, attaches_a_firewall_by_the_complete_set) {
  EXPECT_THAT(edited(machine_spec(),
                     with([](auto& s) { s.firewalls = {managed<Kind::firewall>("edge")}; })),
              ElementsAre("set_firewall_members Firewall/edge", "remember VirtualMachine/box"));
}

struct Replacing {
  const char* field;
  Edit after;
  Tier tier = Tier::legacy;
};

TEST(MachinePlan, replaces_for_everything_else) {
  const Replacing cases[] = {
      {"/spec/gpu/model", [](auto& s) { s.gpu.model = "H100-PCIe-NVLink-80GB"; }},
      {"/spec/gpu/count", [](auto& s) { s.gpu.count = 2; }},
      {"/spec/boot/osImage", [](auto& s) { s.boot.os_image = "Debian 12"; }},
      {"/spec/sshKeys", [](auto& s) { s.ssh_keys = {managed<Kind::ssh_key>("bob")}; }},
      {"/spec/region", [](auto& s) { s.region = "US-1"; }},
      {"/spec/userData", [](auto& s) { s.user_data = SourcedText{.text = "#cloud-config"}; }},
      {"/spec/startupScript",
       [](auto& s) { s.startup_script = managed<Kind::startup_script>("setup"); }, Tier::advanced},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.field);
    TestWorld world = world_with(machine_spec(each.tier));
    world.apply();
    world.want("box", with(each.after, each.tier));
    const Plan plan = world.apply();
    EXPECT_THAT(programme(plan), ElementsAre("delete_instance VirtualMachine/box",
                                             "deploy_instance VirtualMachine/box"));
    const auto* change = change_of(plan, box);
    EXPECT_EQ(change->action, Action::replace);
    EXPECT_THAT(change->reason, HasSubstr(each.field));
    EXPECT_THAT(change->warnings, ElementsAre(HasSubstr("ephemeral disk")));
    EXPECT_TRUE(world.plan().plan.empty());
  }
}

TEST(MachinePlan, takes_its_volumes_and_firewalls_along_when_it_is_replaced) {
  const auto spec = [](std::int64_t gpus) {
    return with([&](auto& s) {
      s.gpu.count = gpus;
      s.volumes = {managed<Kind::volume>("data")};
      s.firewalls = {managed<Kind::firewall>("edge")};
    });
  };
  EXPECT_THAT(edited(spec(1), spec(2)),
              ElementsAre("detach_volumes VirtualMachine/box", "delete_instance VirtualMachine/box",
                          "deploy_instance VirtualMachine/box", "attach_volumes VirtualMachine/box",
                          "set_firewall_members Firewall/edge", "remember VirtualMachine/box"));
}

TEST(MachinePlan, lends_a_volume_out_while_the_volume_is_replaced) {
  TestWorld world = world_with(with([](auto& s) { s.volumes = {managed<Kind::volume>("data")}; }));
  world.apply();
  world.want("data", volume_spec(900));
  EXPECT_THAT(programme(world.apply()),
              ElementsAre("detach_volumes VirtualMachine/box", "delete_volume Volume/data",
                          "create_volume Volume/data", "attach_volumes VirtualMachine/box"));
}

TEST(MachinePlan, moves_a_volume_from_one_machine_to_another_in_order) {
  TestWorld world = world_with(with([](auto& s) { s.volumes = {managed<Kind::volume>("data")}; }));
  world.want("alone", with([](auto& s) { s.volumes.emplace(); }));
  world.apply();
  world.want("alone", with([](auto& s) { s.volumes = {managed<Kind::volume>("data")}; }));
  world.want("box", with([](auto& s) { s.volumes.emplace(); }));
  EXPECT_THAT(programme(world.apply()), ElementsAre("detach_volumes VirtualMachine/box",
                                                    "attach_volumes VirtualMachine/alone"));
}

TEST(MachinePlan, says_that_an_advanced_machine_is_stopped_for_its_volumes) {
  TestWorld world = world_with(machine_spec(Tier::advanced));
  world.apply();
  world.want("box",
             with([](auto& s) { s.volumes = {managed<Kind::volume>("data")}; }, Tier::advanced));
  EXPECT_THAT(change_of(world.plan().plan, box)->warnings, ElementsAre(HasSubstr("stopped")));
}

TEST(MachinePlan, leaves_foreign_volumes_where_they_are) {
  TestWorld world = world_with(with([](auto& s) { s.volumes.emplace(); }));
  world.apply();
  LiveVolume foreign;
  foreign.id = {"BRK-7V"};
  foreign.name = "somebody-elses";
  foreign.attached_to = {world.machine("box").id};
  world.live.volumes.push_back(foreign);
  world.machine("box").volumes.push_back({foreign.id});
  EXPECT_TRUE(world.plan().plan.empty());
  world.unwant(box);
  const Plan plan = world.plan().plan;
  EXPECT_THAT(programme(plan), ElementsAre("delete_instance VirtualMachine/box"));
  EXPECT_THAT(change_of(plan, box)->warnings, Contains(HasSubstr("somebody-elses")));
}

TEST(MachinePlan, puts_off_what_a_hibernated_machine_cannot_do) {
  TestWorld world = world_with(with(power(PowerState::hibernated)));
  world.apply();
  world.want("box", with([](auto& s) {
               s.power_state = PowerState::hibernated;
               s.firewalls = {managed<Kind::firewall>("edge")};
               s.volumes = {managed<Kind::volume>("data")};
               s.security_rules = {rule("10.0.0.0/8")};
             }));
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan), ElementsAre("remember VirtualMachine/box"))
      << "what it depends on is remembered";
  EXPECT_TRUE(world.plan().plan.empty());
  EXPECT_THAT(plan.notes,
              ElementsAre(HasSubstr("/spec/firewalls"), HasSubstr("/spec/securityRules"),
                          HasSubstr("/spec/volumes")));
  world.wanted(box).spec = with([](auto& s) {
    s.power_state = PowerState::active;
    s.firewalls = {managed<Kind::firewall>("edge")};
  });
  EXPECT_THAT(programme(world.apply()),
              ElementsAre("restore_instance VirtualMachine/box",
                          "set_firewall_members Firewall/edge", "remember VirtualMachine/box"));
}

TEST(MachinePlan, looks_after_the_address_of_a_restored_machine) {
  EXPECT_THAT(
      edited(with([](auto& s) {
               s.power_state = PowerState::hibernated;
               s.public_ip = true;
             }),
             with([](auto& s) {
               s.power_state = PowerState::active;
               s.public_ip = true;
             })),
      ElementsAre("restore_instance VirtualMachine/box", "toggle_public_ip VirtualMachine/box"));
}

TEST(MachinePlan, replaces_a_machine_in_error_and_says_why) {
  TestWorld world = world_with(machine_spec());
  world.apply();
  world.machine("box").state = VmState::error;
  const Plan plan = world.plan().plan;
  EXPECT_THAT(programme(plan), ElementsAre("delete_instance VirtualMachine/box",
                                           "deploy_instance VirtualMachine/box"));
  EXPECT_THAT(change_of(plan, box)->reason, HasSubstr("error state"));
}

TEST(MachinePlan, plans_against_the_state_a_machine_is_heading_to) {
  TestWorld world = world_with(with(power(PowerState::stopped)));
  world.apply();
  world.machine("box").state = VmState::stopping;
  EXPECT_TRUE(world.plan().plan.empty());
  world.machine("box").state = VmState::starting;
  EXPECT_THAT(programme(world.plan().plan), ElementsAre("stop_instance VirtualMachine/box"));
}

TEST(MachinePlan, leaves_a_machine_in_an_unknown_state_alone) {
  TestWorld world = world_with(with(power(PowerState::active)));
  world.apply();
  world.machine("box").state = VmState::unknown;
  world.wanted(box).spec = with(power(PowerState::stopped));
  const Plan plan = world.plan().plan;
  EXPECT_TRUE(plan.empty());
  EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("/spec/powerState")));
}

TEST(MachinePlan, shows_power_changes_with_their_own_symbols) {
  TestWorld world = world_with(with(power(PowerState::active)));
  world.apply();
  world.wanted(box).spec = with(power(PowerState::hibernated));
  const Plan down = world.apply();
  EXPECT_EQ(change_of(down, box)->action, Action::hibernate);
  EXPECT_THAT(down.steps.front().data_loss, HasSubstr("ephemeral disk"));
  world.wanted(box).spec = with(power(PowerState::active));
  EXPECT_EQ(change_of(world.plan().plan, box)->action, Action::restore);
}

TEST(MachinePlan, follows_the_disk_it_boots_from) {
  TestWorld world = world_with(machine_spec());
  world.want("root", volume_spec(200));
  world.want("box", with([](auto& s) { s.boot = {.volume = managed<Kind::volume>("root")}; }));
  world.apply();
  world.want("root", volume_spec(300));
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan),
              ElementsAre("delete_instance VirtualMachine/box", "delete_volume Volume/root",
                          "create_volume Volume/root", "deploy_instance VirtualMachine/box"));
}

TEST(MachinePlan, leaves_unmentioned_volumes_behind_when_it_is_made_anew_elsewhere) {
  TestWorld world = world_with(with([](auto& s) { s.volumes = {managed<Kind::volume>("data")}; }));
  world.apply();
  world.want("box", with([](auto& s) { s.region = "NORWAY-1"; }));
  const auto steps = programme(world.apply());
  EXPECT_THAT(steps, Contains("deploy_instance VirtualMachine/box"));
  EXPECT_THAT(steps, Not(Contains("attach_volumes VirtualMachine/box")));
}

TEST(MachinePlan, takes_unmentioned_volumes_along_when_it_is_made_anew_in_its_place) {
  TestWorld world = world_with(with([](auto& s) { s.volumes = {managed<Kind::volume>("data")}; }));
  world.apply();
  world.want("box", with([](auto& s) { s.gpu.count = 2; }));
  EXPECT_THAT(programme(world.apply()), Contains("attach_volumes VirtualMachine/box"));
}

}  // namespace
}  // namespace muster
