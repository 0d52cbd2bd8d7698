#include "diff/drift.hpp"

#include "diff/render.hpp"
#include "tests/support/world_builder.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace muster {
namespace {

using namespace muster::testing;

/// A key, a volume and a machine with it, as applied.
TestWorld applied_world() {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("data", volume_spec());
  world.want("setup", script_spec());
  world.want("ssh", firewall_spec({rule("10.0.0.0/8")}));
  auto spec = machine_spec();
  spec.volumes = {managed<Kind::volume>("data")};
  spec.firewalls = {managed<Kind::firewall>("ssh")};
  world.want("box", spec);
  world.apply();
  return world;
}

Drift drift_in(const TestWorld& world) {
  return find_drift(world.desired, world.live, world.recorded, world.options.secrets);
}

void lose_volume(TestWorld& world, const std::string& name) {
  std::erase_if(world.live.volumes.edit(),
                [&](const LiveVolume& volume) { return volume.name == name; });
}

TEST(Drift, is_none_right_after_an_apply) {
  const auto world = applied_world();
  const auto drift = drift_in(world);
  EXPECT_TRUE(drift.changes.empty()) << render_drift_text(drift, {});
  EXPECT_EQ(drift.owned, 5U);
  EXPECT_EQ(render_drift_text(drift, {}), "No drift: 5 resources as applied.\n");
  EXPECT_EQ(render_drift_markdown(drift), "**No drift: 5 resources as applied.**\n");
}

TEST(Drift, is_told_from_what_was_applied_to_what_is_there) {
  auto world = applied_world();
  world.volume("data").size = Gigabytes{900};
  const auto drift = drift_in(world);
  ASSERT_EQ(drift.changes.size(), 1U);
  EXPECT_EQ(render_drift_text(drift, {}),
            "What changed outside muster since it was applied:\n"
            "\n"
            "  # Volume/data: changed outside muster\n"
            "      ~ size: \"500GB\" -> \"900GB\"\n"
            "\n"
            "Drift: 1 of 5 resources not as applied.\n");
  EXPECT_EQ(render_drift_markdown(drift),
            "**Drift: 1 of 5 resources not as applied.**\n"
            "\n"
            "```diff\n"
            "! Volume/data: changed outside muster\n"
            "!     size: \"500GB\" -> \"900GB\"\n"
            "```\n");
  const auto json = nlohmann::json::parse(render_drift_json(drift));
  EXPECT_EQ(json["resource_drift"][0]["address"], "Volume/data");
  EXPECT_EQ(json["resource_drift"][0]["change"]["before"]["size"], "500GB");
  EXPECT_EQ(json["resource_drift"][0]["change"]["after"]["size"], "900GB");
  EXPECT_EQ(json["summary"]["drifted"], 1);
}

TEST(Drift, is_not_what_only_the_manifests_changed) {
  auto world = applied_world();
  std::get<VolumeSpec>(world.wanted({Kind::volume, "data"}).spec).size = Gigabytes{700};
  world.want("more", volume_spec());
  world.unwant({Kind::startup_script, "setup"});
  EXPECT_TRUE(drift_in(world).changes.empty());
}

TEST(Drift, is_not_what_muster_never_wrote) {
  auto world = applied_world();
  world.live.volumes.push_back({.id = {"foreign"}, .name = "foreign"});
  world.volume("data").description = "somebody's note";
  EXPECT_TRUE(drift_in(world).changes.empty());
}

TEST(Drift, shows_without_manifests_what_was_applied) {
  auto world = applied_world();
  world.desired.resources.clear();
  EXPECT_TRUE(drift_in(world).changes.empty());
  world.machine("box").state = VmState::stopped;
  world.firewall("ssh").rules.clear();
  const auto drift = drift_in(world);
  ASSERT_EQ(drift.changes.size(), 1U) << "the power state was left to the account";
  EXPECT_EQ(drift.changes[0].key, (ResourceKey{Kind::firewall, "ssh"}));
}

TEST(Drift, includes_what_is_gone_and_what_is_going) {
  auto world = applied_world();
  lose_volume(world, "data");
  world.machine("box").state = VmState::deleting;
  const auto drift = drift_in(world);
  ASSERT_EQ(drift.changes.size(), 2U) << render_drift_text(drift, {});
  EXPECT_EQ(drift.changes[0].reason, "it is gone from the account");
  EXPECT_EQ(drift.changes[1].reason, "it is being deleted in the account");
}

TEST(Drift, includes_what_is_broken) {
  auto world = applied_world();
  world.volume("data").state = VolumeState::error;
  const auto drift = drift_in(world);
  ASSERT_EQ(drift.changes.size(), 1U);
  EXPECT_EQ(drift.changes[0].reason, "it is in an error state in the account");
}

TEST(Drift, leaves_out_what_the_manifest_ignores) {
  auto world = applied_world();
  world.volume("data").size = Gigabytes{900};
  world.wanted({Kind::volume, "data"}).lifecycle.ignore = {"/spec/size"};
  EXPECT_TRUE(drift_in(world).changes.empty());
}

TEST(Drift, tells_no_secret) {
  auto world = applied_world();
  world.script("setup").content = "echo hunter2";
  const auto drift = drift_in(world);
  ASSERT_EQ(drift.changes.size(), 1U);
  for (const auto& text :
       {render_drift_text(drift, {}), render_drift_json(drift), render_drift_markdown(drift)}) {
    EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
    EXPECT_NE(text.find("sensitive"), std::string::npos) << text;
  }
}

TEST(Drift, agrees_with_the_plan_when_the_manifests_are_as_applied) {
  auto world = applied_world();
  world.volume("data").size = Gigabytes{900};
  world.firewall("ssh").rules.clear();
  world.machine("box").gpu_count = 7;
  const auto planned = world.plan();
  const auto drift = drift_in(world);
  ASSERT_EQ(drift.changes.size(), planned.plan.drift.size());
  for (std::size_t i = 0; i < drift.changes.size(); ++i) {
    EXPECT_EQ(drift.changes[i].key, planned.plan.drift[i].key);
    EXPECT_EQ(drift.changes[i].fields, planned.plan.drift[i].fields);
  }
}

TEST(Drift, of_an_empty_record_is_said_plainly) {
  EXPECT_EQ(render_drift_text(Drift{}, {}), "No drift: muster owns nothing here.\n");
}

}  // namespace
}  // namespace muster
