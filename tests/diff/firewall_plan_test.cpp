#include "tests/support/world_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

const ResourceKey edge{Kind::firewall, "edge"};

VirtualMachineSpec guarded() {
  VirtualMachineSpec spec = machine_spec();
  spec.firewalls = {managed<Kind::firewall>("edge")};
  return spec;
}

TestWorld guarded_world() {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("edge", firewall_spec({rule("10.0.0.0/8")}));
  world.want("box", guarded());
  world.apply();
  return world;
}

std::vector<std::string> members_of(const SetFirewallMembers& operation) {
  std::vector<std::string> names;
  for (const auto& target : operation.machines) names.push_back(target.reference.name);
  return names;
}

TEST(FirewallPlan, creates_it_empty_and_adds_each_distinct_rule) {
  TestWorld world;
  world.want("edge", firewall_spec({rule("10.0.0.0/8"), rule("0.0.0.0/0"), rule("10.0.0.0/8")}));
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan),
              ElementsAre("create_firewall Firewall/edge", "add_firewall_rule Firewall/edge",
                          "add_firewall_rule Firewall/edge"));
  EXPECT_EQ(*plan.steps.front().applied.find("rules"), Value(Value::List{}))
      << "what is recorded at first is what is there at first";
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(FirewallPlan, adds_the_new_rule_before_it_removes_the_old_one) {
  TestWorld world = guarded_world();
  world.want("edge", firewall_spec({rule("10.1.0.0/16")}));
  EXPECT_THAT(programme(world.apply()),
              ElementsAre("add_firewall_rule Firewall/edge", "remove_firewall_rule Firewall/edge"));
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(FirewallPlan, does_nothing_when_rules_are_written_in_another_order) {
  TestWorld world;
  world.want("edge", firewall_spec({rule("10.0.0.0/8"), rule("0.0.0.0/0")}));
  world.apply();
  world.want("edge", firewall_spec({rule("0.0.0.0/0"), rule("10.0.0.0/8"), rule("0.0.0.0/0")}));
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(FirewallPlan, empties_a_firewall_before_it_is_made_anew_and_attaches_it_again) {
  TestWorld world = guarded_world();
  FirewallSpec spec = firewall_spec({rule("10.0.0.0/8")});
  spec.description = "edge of the world";
  world.want("edge", spec);
  EXPECT_THAT(programme(world.apply()),
              ElementsAre("set_firewall_members Firewall/edge", "delete_firewall Firewall/edge",
                          "create_firewall Firewall/edge", "add_firewall_rule Firewall/edge",
                          "set_firewall_members Firewall/edge"));
  EXPECT_EQ(world.firewall("edge").members.size(), 1U);
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(FirewallPlan, keeps_foreign_members_in_the_set) {
  TestWorld world = guarded_world();
  LiveVirtualMachine foreign;
  foreign.id = {"BRK-7D"};
  foreign.name = "neighbour";
  foreign.state = VmState::active;
  world.live.virtual_machines.push_back(foreign);
  world.firewall("edge").members.push_back({foreign.id});
  EXPECT_TRUE(world.plan().plan.empty());
  world.want("second", guarded());
  const Plan plan = world.apply();
  const auto* set = std::get_if<SetFirewallMembers>(&plan.steps[1].operation);
  ASSERT_NE(set, nullptr);
  EXPECT_THAT(members_of(*set), UnorderedElementsAre("box", "second", "neighbour"));
}

TEST(FirewallPlan, attaches_to_an_existing_firewall_without_owning_it) {
  TestWorld world;
  LiveFirewall shared;
  shared.id = {"BRK-7F"};
  shared.name = "shared";
  shared.region = "CANADA-1";
  shared.state = SetupState::ready;
  world.live.firewalls.push_back(shared);
  world.want("alice", key_spec());
  VirtualMachineSpec spec = machine_spec();
  spec.firewalls = {existing<Kind::firewall>("shared")};
  world.want("box", spec);
  world.apply();
  EXPECT_EQ(world.firewall("shared").members.size(), 1U);
  EXPECT_FALSE(world.recorded.resources.contains({Kind::firewall, "shared"}));
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(FirewallPlan, takes_machines_off_when_they_no_longer_name_it) {
  TestWorld world = guarded_world();
  VirtualMachineSpec spec = machine_spec();
  spec.firewalls.emplace();
  world.want("box", spec);
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan),
              ElementsAre("set_firewall_members Firewall/edge", "remember VirtualMachine/box"));
  EXPECT_EQ(change_of(plan, edge), nullptr) << "it is the machine that changes";
}

TEST(FirewallPlan, refuses_to_delete_what_foreign_machines_use) {
  TestWorld world = guarded_world();
  world.firewall("edge").members.push_back({{"BRK-7D"}});
  world.unwant(edge);
  world.unwant({Kind::virtual_machine, "box"});
  EXPECT_THAT(all_messages(world.plan().diagnostics), HasSubstr("BRK-7D"));
}

TEST(FirewallPlan, deletes_it_after_its_machines) {
  TestWorld world = guarded_world();
  world.options.destroy = true;
  const auto steps = programme(world.apply());
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps.front(), "delete_instance VirtualMachine/box");
}

TEST(FirewallPlan, refuses_regions_that_do_not_match) {
  TestWorld world;
  world.want("alice", key_spec());
  FirewallSpec far = firewall_spec();
  far.region = "NORWAY-1";
  world.want("edge", far);
  auto& box = world.want("box", guarded());
  box.field_positions = FieldPositions({{"/spec/firewalls/0", 77, 9}});
  const auto diagnostics = world.plan().diagnostics;
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics.front().position.line, 77U);
  EXPECT_THAT(diagnostics.front().message, HasSubstr("region"));
}

TEST(ScriptPlan, is_updated_in_place_and_healed_when_it_drifts) {
  TestWorld world;
  world.want("setup", script_spec("echo one"));
  world.apply();
  world.want("setup", script_spec("echo two"));
  EXPECT_THAT(programme(world.apply()), ElementsAre("update_script StartupScript/setup"));
  world.script("setup").content = "echo mine";
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan), ElementsAre("update_script StartupScript/setup"));
  EXPECT_EQ(plan.drift.size(), 1U);
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(KeyPlan, ignores_the_comment_and_replaces_for_the_key) {
  TestWorld world;
  world.want("alice", key_spec("ssh-ed25519 AAAAone alice@laptop"));
  world.apply();
  world.ssh_key("alice").public_key = "ssh-ed25519 AAAAone";
  EXPECT_TRUE(world.plan().plan.empty());
  world.want("alice", key_spec("ssh-ed25519   AAAAone alice@desk\n"));
  EXPECT_TRUE(world.plan().plan.empty());
  world.want("alice", key_spec("ssh-ed25519 AAAAtwo alice@desk"));
  EXPECT_THAT(programme(world.apply()),
              ElementsAre("delete_ssh_key SSHKey/alice", "create_ssh_key SSHKey/alice"));
}

TEST(KeyPlan, compares_a_key_from_the_environment_by_its_digest) {
  TestWorld world;
  SshKeySpec secret = key_spec("ssh-ed25519 AAAAone alice@laptop");
  secret.public_key.origin = SourcedText::Origin::environment;
  world.want("alice", secret);
  world.apply();
  EXPECT_TRUE(world.plan().plan.empty());
  world.ssh_key("alice").public_key = "ssh-ed25519 AAAAother";
  EXPECT_EQ(world.plan().plan.drift.size(), 1U);
}

}  // namespace
}  // namespace muster
