#include "tests/support/world_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const ResourceKey data{Kind::volume, "data"};

/// The account has a volume "data" that nobody recorded.
TestWorld world_with_foreign_volume() {
  TestWorld world;
  world.want("data", volume_spec(500));
  world.apply();
  world.recorded.resources.edit().clear();
  return world;
}

TEST(Ownership, makes_again_what_vanished) {
  TestWorld world;
  world.want("data", volume_spec());
  world.apply();
  world.live.volumes.clear();
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan), ElementsAre("create_volume Volume/data"));
  EXPECT_THAT(change_of(plan, data)->reason, HasSubstr("gone from the account"));
  EXPECT_EQ(plan.drift.size(), 1U);
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(Ownership, wonders_when_all_is_gone_or_all_is_to_go) {
  TestWorld world;
  world.want("data", volume_spec());
  world.want("more", volume_spec());
  world.apply();
  const auto everything = world.live.volumes;
  EXPECT_THAT(world.plan().plan.notes, IsEmpty());
  world.live.volumes.pop_back();
  EXPECT_THAT(world.plan().plan.notes, IsEmpty()) << "one of two may well vanish";
  world.live.volumes.clear();
  EXPECT_THAT(world.plan().plan.notes, ElementsAre(HasSubstr("endpoint and key")));
  world.live.volumes = everything;
  world.desired.resources.clear();
  EXPECT_THAT(world.plan().plan.notes, ElementsAre(HasSubstr("no manifests")));
}

TEST(Ownership, refuses_a_name_that_something_foreign_has) {
  TestWorld world = world_with_foreign_volume();
  const Planned planned = world.plan();
  EXPECT_TRUE(planned.plan.empty());
  ASSERT_EQ(planned.diagnostics.size(), 1U);
  EXPECT_EQ(planned.diagnostics.front().position, world.wanted(data).position);
  EXPECT_THAT(planned.diagnostics.front().hint, HasSubstr("lifecycle.adopt: true"));
  EXPECT_FALSE(planned.denied);
}

TEST(Ownership, adopts_when_asked_in_either_way) {
  for (const bool by_manifest : {false, true}) {
    TestWorld world = world_with_foreign_volume();
    world.options.adopt = !by_manifest;
    world.wanted(data).lifecycle.adopt = by_manifest;
    const Plan plan = world.apply();
    EXPECT_THAT(programme(plan), ElementsAre("adopt Volume/data"));
    EXPECT_EQ(plan.calls, 0U);
    EXPECT_EQ(world.recorded.resources.at(data).id, world.volume("data").id);
    EXPECT_TRUE(world.plan().plan.empty());
  }
}

TEST(Ownership, adopts_and_then_changes_in_place) {
  TestWorld world;
  world.want("edge", firewall_spec({rule("10.0.0.0/8")}));
  world.apply();
  world.recorded.resources.edit().clear();
  world.options.adopt = true;
  world.want("edge", firewall_spec({rule("0.0.0.0/0")}));
  EXPECT_THAT(programme(world.apply()),
              ElementsAre("adopt Firewall/edge", "add_firewall_rule Firewall/edge",
                          "remove_firewall_rule Firewall/edge"));
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST(Ownership, never_adopts_and_replaces_at_once) {
  TestWorld world = world_with_foreign_volume();
  world.options.adopt = true;
  world.want("data", volume_spec(900));
  const Planned planned = world.plan();
  EXPECT_TRUE(planned.plan.empty());
  EXPECT_THAT(all_messages(planned.diagnostics), HasSubstr("/spec/size"));
}

TEST(Ownership, refuses_to_delete_what_is_protected_until_that_is_taken_back) {
  TestWorld world;
  world.want("data", volume_spec()).lifecycle.protect = true;
  world.apply();
  world.unwant(data);
  const Planned refused = world.plan();
  EXPECT_TRUE(refused.denied);
  EXPECT_TRUE(refused.plan.empty());
  world.want("data", volume_spec());
  EXPECT_THAT(programme(world.apply()), ElementsAre("remember Volume/data"));
  world.unwant(data);
  EXPECT_THAT(programme(world.apply()), ElementsAre("delete_volume Volume/data"));
}

TEST(Ownership, refuses_to_replace_what_was_protected_at_the_last_apply) {
  TestWorld world;
  world.want("data", volume_spec()).lifecycle.protect = true;
  world.apply();
  world.want("data", volume_spec(900));
  EXPECT_TRUE(world.plan().denied);
}

TEST(Ownership, forgets_what_is_to_be_retained) {
  TestWorld world;
  world.want("data", volume_spec()).lifecycle.on_delete = OnDelete::retain;
  world.apply();
  world.unwant(data);
  const Plan plan = world.apply();
  EXPECT_THAT(programme(plan), ElementsAre("forget Volume/data"));
  EXPECT_EQ(plan.calls, 0U);
  EXPECT_EQ(world.live.volumes.size(), 1U);
  EXPECT_THAT(world.recorded.resources, IsEmpty());
}

TEST(Ownership, destroy_heeds_protection_that_was_written_down_but_never_applied) {
  TestWorld world;
  world.want("data", volume_spec());
  world.apply();
  world.wanted(data).lifecycle.protect = true;
  world.options.destroy = true;
  EXPECT_TRUE(world.plan().denied);
  world.wanted(data).lifecycle = {.on_delete = OnDelete::retain};
  EXPECT_THAT(programme(world.apply()), ElementsAre("forget Volume/data"));
}

TEST(Ownership, forgets_what_is_removed_and_already_gone) {
  TestWorld world;
  world.want("data", volume_spec()).lifecycle.protect = true;
  world.apply();
  world.unwant(data);
  world.live.volumes.clear();
  EXPECT_THAT(programme(world.apply()), ElementsAre("forget Volume/data"));
}

TEST(Lifecycle, ignores_the_fields_it_is_told_to_ignore) {
  TestWorld world;
  world.want("alice", key_spec());
  VirtualMachineSpec spec = machine_spec();
  spec.power_state = PowerState::active;
  world.want("box", spec).lifecycle.ignore = {"/spec/powerState"};
  world.apply();
  world.machine("box").state = VmState::stopped;
  const Plan plan = world.plan().plan;
  EXPECT_TRUE(plan.empty());
  EXPECT_THAT(plan.drift, IsEmpty());
}

TEST(Lifecycle, only_reports_drift_when_told_so) {
  TestWorld world;
  world.want("edge", firewall_spec({rule("10.0.0.0/8")})).lifecycle.on_drift = OnDrift::report;
  world.apply();
  world.firewall("edge").rules.clear();
  const Plan plan = world.plan().plan;
  EXPECT_TRUE(plan.empty());
  ASSERT_EQ(plan.drift.size(), 1U);
  EXPECT_THAT(plan.drift.front().reason, HasSubstr("only reported"));
  world.wanted({Kind::firewall, "edge"}).spec = firewall_spec({rule("0.0.0.0/0")});
  EXPECT_FALSE(world.plan().plan.empty()) << "a change of the manifest is no drift";
}

TEST(Lifecycle, tells_drift_from_a_change_of_the_manifest) {
  TestWorld world;
  world.want("edge", firewall_spec({rule("10.0.0.0/8")}));
  world.apply();
  world.firewall("edge").rules.clear();
  EXPECT_TRUE(change_of(world.plan().plan, {Kind::firewall, "edge"})->fields.front().drift);
  world.want("edge", firewall_spec({rule("0.0.0.0/0")}));
  EXPECT_FALSE(change_of(world.plan().plan, {Kind::firewall, "edge"})->fields.front().drift);
}

TEST(Lifecycle, refuses_replacements_that_it_forbids) {
  for (const Replace mode : {Replace::never, Replace::create_first}) {
    TestWorld world;
    world.want("data", volume_spec()).lifecycle.replace = mode;
    world.apply();
    auto& resource = world.want("data", volume_spec(900));
    resource.lifecycle.replace = mode;
    const auto* path = mode == Replace::never ? "/spec/size" : "/spec/lifecycle/replace";
    resource.field_positions = FieldPositions({{path, 14, 9}});
    const Planned planned = world.plan();
    ASSERT_EQ(planned.diagnostics.size(), 1U);
    EXPECT_EQ(planned.diagnostics.front().position.line, 14U);
    EXPECT_THAT(planned.diagnostics.front().message, HasSubstr("/spec/size"));
    EXPECT_EQ(planned.denied, mode == Replace::never);
  }
}

TEST(References, suggest_what_was_meant) {
  TestWorld world = world_with_foreign_volume();
  world.unwant(data);
  world.want("alice", key_spec());
  VirtualMachineSpec spec = machine_spec();
  spec.volumes = {existing<Kind::volume>("dat")};
  world.want("box", spec);
  EXPECT_THAT(all_messages(world.plan().diagnostics), HasSubstr("did you mean 'data'?"));
}

TEST(References, refuse_a_volume_in_two_places) {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("data", volume_spec());
  VirtualMachineSpec spec = machine_spec();
  spec.volumes = {managed<Kind::volume>("data")};
  world.want("box", spec);
  world.want("second", spec);
  EXPECT_THAT(all_messages(world.plan().diagnostics),
              HasSubstr("also wanted by VirtualMachine/box"));
}

TEST(Kinds, that_only_the_daemon_acts_on_are_named) {
  TestWorld world;
  world.want("nightly", SnapshotScheduleSpec{});
  const Plan plan = world.plan().plan;
  EXPECT_TRUE(plan.empty());
  EXPECT_THAT(plan.notes, ElementsAre("SnapshotSchedule/nightly is carried out by `muster run`"));
}

TEST(Kinds, that_were_not_read_cannot_be_planned) {
  TestWorld world;
  world.want("data", volume_spec());
  world.live.observed = {};
  EXPECT_TRUE(has_errors(world.plan().diagnostics));
}

OpenIntent interrupted_create() {
  OpenIntent intent;
  intent.id = 7;
  intent.key = data;
  intent.operation = "create_volume";
  intent.creates = true;
  intent.remote_name = "data";
  return intent;
}

TEST(OpenIntents, take_the_thing_that_carries_the_name) {
  TestWorld world = world_with_foreign_volume();
  world.recorded.open_intents = {interrupted_create()};
  const auto resolution = resolve_open_intents(world.recorded, world.live);
  ASSERT_EQ(resolution.resolved.size(), 1U);
  EXPECT_EQ(resolution.resolved.front().second, world.volume("data").id);
  EXPECT_EQ(resolution.state.resources.at(data).id, world.volume("data").id);
  EXPECT_THAT(resolution.state.open_intents, IsEmpty());
}

TEST(OpenIntents, stay_open_while_nothing_is_seen) {
  TestWorld world;
  world.recorded.open_intents = {interrupted_create()};
  const auto resolution = resolve_open_intents(world.recorded, world.live);
  EXPECT_THAT(resolution.resolved, IsEmpty());
  EXPECT_EQ(resolution.unresolved.size(), 1U);
}

TEST(OpenIntents, end_the_record_of_what_was_deleted) {
  TestWorld world;
  world.want("data", volume_spec());
  world.apply();
  OpenIntent intent = interrupted_create();
  intent.operation = "delete_volume";
  intent.creates = false;
  intent.remote_id = world.volume("data").id;
  world.recorded.open_intents = {intent};
  EXPECT_EQ(resolve_open_intents(world.recorded, world.live).state.resources.size(), 1U);
  world.live.volumes.clear();
  EXPECT_THAT(resolve_open_intents(world.recorded, world.live).state.resources, IsEmpty());
}

}  // namespace
}  // namespace muster
