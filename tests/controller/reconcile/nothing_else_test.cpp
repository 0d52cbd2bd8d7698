// What cannot be done, or not yet, keeps only itself and what depends on it from being done.

#include "tests/controller/reconcile/daemon_world.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

const std::string key_text =
    "---\napiVersion: muster/v1\nkind: SSHKey\nmetadata: {name: alice}\n"
    "spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 alice}\n";

std::string machine_text(const std::string& name) {
  return "---\napiVersion: muster/v1\nkind: VirtualMachine\nmetadata: {name: " + name +
         "}\nspec: {tier: legacy, region: CANADA-1, gpu: {model: RTX-A6000, count: 1}, "
         "boot: {osImage: Debian 12}, sshKeys: [alice]}\n";
}

TEST(HoldsUpNothingElse, while_a_replacement_waits_for_approval) {
  DaemonWorld world;
  world.source.commit(volume_text("a"));
  ASSERT_TRUE(world.settle());
  const std::string larger =
      "---\napiVersion: muster/v1\nkind: Volume\nmetadata: {name: a}\n"
      "spec: {tier: legacy, region: CANADA-1, type: SSD, size: 200GB}\n";
  world.source.commit(larger + volume_text("b"));
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.names("volume"), (Names{"a", "b"}));
  EXPECT_EQ(world.reason_of_ready(), "WaitingForApproval");
  ASSERT_NE(world.waiting_plan(), nullptr);
  ASSERT_TRUE(run(world.account.clock, world.daemon->approve(world.waiting_plan()->hash)));
  ASSERT_TRUE(world.settle());
  EXPECT_EQ(world.reason_of_ready(), "ReconciliationSucceeded");
  const auto volumes = value(run(world.account.clock, world.account.client.list_volumes({})));
  const auto a = std::ranges::find(volumes, "a", &LiveVolume::name);
  ASSERT_NE(a, volumes.end());
  EXPECT_EQ(a->size, Gigabytes{200});
}

TEST(HoldsUpNothingElse, while_a_machine_finds_no_gpus) {
  sandbox::Options options = SimAccount::unlimited();
  options.stock_unlimited = false;
  options.stock = {{"CANADA-1", "RTX-A6000", 1}};
  DaemonWorld world(std::move(options));
  world.source.commit(key_text + machine_text("first"));
  ASSERT_TRUE(world.settle());
  world.source.commit(key_text + machine_text("first") + machine_text("m") + volume_text("a"));
  EXPECT_FALSE(world.settle());
  EXPECT_EQ(world.names("volume"), Names{"a"});
  EXPECT_EQ(world.reason_of_ready(), "NoCapacity");
  const auto& resources = world.daemon->status().resources;
  EXPECT_FALSE(is_true(resources.at({Kind::virtual_machine, "m"}).conditions, "Ready"));
  EXPECT_TRUE(is_true(resources.at({Kind::volume, "a"}).conditions, "Ready"));
  world.source.commit(key_text + machine_text("m") + volume_text("a"));
  world.run_for(1h);
  EXPECT_EQ(world.names("instance"), Names{"m"});
  EXPECT_EQ(world.reason_of_ready(), "ReconciliationSucceeded");
}

TEST(HoldsUpNothingElse, while_something_is_protected_from_its_deletion) {
  DaemonWorld world;
  world.source.commit(volume_text("kept", ", lifecycle: {protect: true}") + volume_text("a"));
  ASSERT_TRUE(world.settle());
  world.source.commit(volume_text("a") + volume_text("b"));
  EXPECT_FALSE(world.settle());
  EXPECT_EQ(world.names("volume"), (Names{"a", "b", "kept"}));
  EXPECT_EQ(world.reason_of_ready(), "PlanRefused");
  EXPECT_EQ(world.told("PlanRefused"), 1U);
}

TEST(HoldsUpNothingElse, when_one_resource_fails_and_tries_that_again_later) {
  DaemonWorld world;
  int refusals = 4;
  world.account.meddler.before = [&](const net::HttpRequest& request) -> std::optional<Error> {
    if (request.method != "POST" || request.body.find("\"bad\"") == std::string::npos)
      return std::nullopt;
    if (refusals-- <= 0) return std::nullopt;
    return Error(Errc::rejected, "not today");
  };
  world.source.commit(volume_text("bad") + volume_text("good"));
  EXPECT_FALSE(world.once());
  EXPECT_EQ(world.names("volume"), Names{"good"});
  const auto& status = world.daemon->status();
  EXPECT_EQ(status.resources.at({Kind::volume, "bad"}).failures, 1U);
  EXPECT_FALSE(is_true(status.resources.at({Kind::volume, "bad"}).conditions, "Ready"));
  world.run_for(1h);
  EXPECT_EQ(world.names("volume"), (Names{"bad", "good"}));
  EXPECT_EQ(status.resources.at({Kind::volume, "bad"}).failures, 0U);
  EXPECT_EQ(world.reason_of_ready(), "ReconciliationSucceeded");
}

}  // namespace
}  // namespace muster::testing
