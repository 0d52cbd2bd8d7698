#include "api/observe.hpp"
#include "tests/api/sandbox_account.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace muster::api {
namespace {

using namespace std::chrono_literals;
using Account = test::SandboxAccount;

struct SnapshotConformance : ::testing::Test {
  Account account;
  RemoteId machine = account.running(account.machine("trainer", account.key()));

  RemoteId snapshot(const std::string& name) {
    auto id = account.must(account.client.create_snapshot(
        {}, {.name = name, .machine = machine, .description = "for tests"}));
    account.wait(6min);
    return id;
  }
  RemoteId image(const std::string& name, RemoteId source) {
    auto id = account.must(account.client.create_image({}, std::move(source), name));
    account.wait(2min);
    return id;
  }
};

TEST_F(SnapshotConformance, snapshots) {
  const auto id = account.must(account.client.create_snapshot(
      {}, {.name = "nightly", .machine = machine, .description = "for tests"}));
  auto seen = account.must(account.client.get_snapshot({}, id));
  EXPECT_EQ(seen.state, SetupState::pending);
  EXPECT_EQ(seen.size, Gigabytes{0});
  EXPECT_EQ(account.must(account.client.get_instance({}, machine)).state, VmState::snapshotting);
  const auto again =
      account.run(account.client.create_snapshot({}, {.name = "second", .machine = machine}));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), Errc::conflict);
  account.wait(6min);
  const auto snapshots = account.must(account.client.list_snapshots({}));
  ASSERT_EQ(snapshots.size(), 1U);
  EXPECT_EQ(snapshots[0].id, id);
  EXPECT_EQ(snapshots[0].name, "nightly");
  EXPECT_EQ(snapshots[0].state, SetupState::ready);
  EXPECT_EQ(snapshots[0].tier, Tier::legacy);
  EXPECT_EQ(snapshots[0].region, "NORWAY-1");
  EXPECT_EQ(snapshots[0].size, Gigabytes{100});
  EXPECT_EQ(snapshots[0].machine, machine);
  EXPECT_EQ(snapshots[0].machine_name, "trainer");
  EXPECT_EQ(snapshots[0].description, "for tests");
  EXPECT_EQ(snapshots[0].has_image, false);
  EXPECT_TRUE(snapshots[0].created_at);
  EXPECT_EQ(account.must(account.client.get_instance({}, machine)).state, VmState::active);
  account.must(account.client.delete_snapshot({}, id));
  account.wait(1min);
  EXPECT_TRUE(account.must(account.client.list_snapshots({})).empty());
  EXPECT_EQ(account.run(account.client.get_snapshot({}, id)).error().code(), Errc::not_found);
}

TEST_F(SnapshotConformance, restoring_makes_another_machine) {
  const auto id = snapshot("nightly");
  const auto copy = account.must(account.client.restore_snapshot({}, id, "trainer 2"));
  EXPECT_NE(copy, machine);
  account.wait(4min);
  const auto restored = account.must(account.client.get_instance({}, copy));
  EXPECT_EQ(restored.name, "trainer 2");
  EXPECT_EQ(restored.state, VmState::active);
  EXPECT_EQ(restored.region, "NORWAY-1");
  EXPECT_TRUE(restored.ssh_keys.empty());
  const auto taken = account.run(account.client.restore_snapshot({}, id, "trainer"));
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code(), Errc::conflict);
}

TEST_F(SnapshotConformance, images) {
  const auto source = snapshot("nightly");
  EXPECT_EQ(account.must(account.client.image_of_snapshot({}, source)), std::nullopt);
  const auto id = account.must(account.client.create_image({}, source, "base"));
  EXPECT_EQ(account.must(account.client.get_image({}, id)).state, SetupState::pending);
  account.wait(2min);
  const auto images = account.must(account.client.list_images({}));
  ASSERT_EQ(images.size(), 1U);
  EXPECT_EQ(images[0].id, id);
  EXPECT_EQ(images[0].name, "base");
  EXPECT_EQ(images[0].state, SetupState::ready);
  EXPECT_EQ(images[0].region, "NORWAY-1");
  EXPECT_EQ(images[0].size, Gigabytes{100});
  EXPECT_EQ(images[0].snapshot, source);
  EXPECT_EQ(account.must(account.client.image_of_snapshot({}, source)), id);
  EXPECT_EQ(account.must(account.client.get_snapshot({}, source)).has_image, true);
  account.must(account.client.delete_image({}, id));
  account.wait(1min);
  EXPECT_TRUE(account.must(account.client.list_images({})).empty());
  EXPECT_EQ(account.run(account.client.get_image({}, id)).error().code(), Errc::not_found);
}

TEST_F(SnapshotConformance, a_machine_boots_from_an_image) {
  const auto base = image("base", snapshot("nightly"));
  auto wanted = account.machine("copy", account.must(account.client.list_ssh_keys({})).at(0).id);
  wanted.os_image.reset();
  wanted.image = base;
  const auto copy = account.running(wanted);
  const auto machine_now = account.must(account.client.get_instance({}, copy));
  EXPECT_EQ(machine_now.state, VmState::active);
  EXPECT_EQ(machine_now.os_image, "base");
}

TEST_F(SnapshotConformance, images_of_many_snapshots_come_in_one_call) {
  const auto first = snapshot("first");
  const auto second = snapshot("second");
  const auto base = image("base", first);
  const auto before = account.client.calls_made();
  const auto images =
      account.must(account.client.images_of_snapshots({}, {first, second, RemoteId{"BRK-1S"}}));
  EXPECT_EQ(images, (std::map<RemoteId, RemoteId>{{first, base}}));
  EXPECT_EQ(account.client.calls_made() - before, 1);
}

TEST_F(SnapshotConformance, machines_to_choose_from) {
  const auto eligible = account.must(account.client.list_snapshot_eligible({}));
  ASSERT_EQ(eligible.size(), 1U);
  EXPECT_EQ(eligible[0].id, machine.text);
  EXPECT_EQ(eligible[0].name, "trainer");
  EXPECT_EQ(eligible[0].status, "ACTIVE");
  EXPECT_EQ(eligible[0].region, "NORWAY-1");
  EXPECT_EQ(account.must(account.client.list_attachable({}, std::nullopt)).size(), 1U);
  EXPECT_TRUE(account.must(account.client.list_instance_firewalls({}, machine)).empty());
  const auto firewall =
      account.must(account.client.create_firewall({}, {.name = "edge", .region = "NORWAY-1"}));
  account.wait(5s);
  account.must(account.client.set_firewall_members({}, firewall, {machine}));
  account.wait(5s);
  EXPECT_TRUE(account.must(account.client.list_attachable({}, firewall)).empty());
  EXPECT_EQ(account.must(account.client.list_instance_firewalls({}, machine)),
            (std::vector<RemoteId>{firewall}));
}

TEST_F(SnapshotConformance, reboots) {
  account.must(account.client.reboot_instance({}, machine));
  EXPECT_EQ(account.must(account.client.get_instance({}, machine)).state, VmState::rebooting);
  account.wait(1min);
  EXPECT_EQ(account.must(account.client.get_instance({}, machine)).state, VmState::active);
}

TEST_F(SnapshotConformance, clones_of_volumes) {
  const auto source = account.volume("data", Tier::advanced);
  const auto copy = account.must(
      account.client.clone_volume({}, source, {.name = "copy", .type = VolumeType::hdd}));
  EXPECT_NE(copy, source);
  EXPECT_EQ(account.must(account.client.get_volume({}, copy)).state, VolumeState::busy);
  account.wait(1min);
  const auto volume = account.must(account.client.get_volume({}, copy));
  EXPECT_EQ(volume.name, "copy");
  EXPECT_EQ(volume.state, VolumeState::available);
  EXPECT_EQ(volume.type, VolumeType::hdd);
  EXPECT_EQ(volume.region, "FIN-01");
  EXPECT_EQ(volume.size, Gigabytes{100});
}

TEST_F(SnapshotConformance, scripts_go_many_at_once_or_not_at_all) {
  std::vector<RemoteId> ids;
  for (const char* name : {"one", "two", "three"})
    ids.push_back(account.must(account.client.create_script({}, name, "#!/bin/sh")));
  const auto refused = account.run(account.client.delete_scripts({}, {ids[0], RemoteId{"BRK-1C"}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Errc::not_found);
  EXPECT_EQ(account.must(account.client.list_scripts({})).size(), 3U);
  account.must(account.client.delete_scripts({}, {ids[0], ids[2]}));
  const auto left = account.must(account.client.list_scripts({}));
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].name, "two");
}

TEST_F(SnapshotConformance, are_observed_when_asked_for) {
  const auto source = snapshot("nightly");
  const auto base = image("base", source);
  const auto state =
      account.must(observe({}, account.client, account.clock,
                           {Kind::snapshot, Kind::custom_image, Kind::budget, Kind::snapshot}));
  EXPECT_EQ(state.observed, (std::vector<Kind>{Kind::snapshot, Kind::custom_image}));
  ASSERT_EQ(state.snapshots.size(), 1U);
  EXPECT_EQ(state.snapshots[0].id, source);
  ASSERT_EQ(state.images.size(), 1U);
  EXPECT_EQ(state.images[0].id, base);
  EXPECT_TRUE(state.virtual_machines.empty());
  EXPECT_TRUE(account.notices.empty()) << account.notices.front();
}

TEST(SnapshotFaults, a_snapshot_is_never_doubled) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    Account account({.rate_limit = 0.1,
                     .error_500 = 0.05,
                     .error_503 = 0.05,
                     .reset_before = 0.1,
                     .reset_after = 0.1,
                     .truncate = 0.1},
                    seed);
    const auto key = account.run(account.client.create_ssh_key({}, "ann", test::public_key));
    if (!key) continue;
    const auto machine = account.run(account.client.deploy({}, account.machine("trainer", *key)));
    if (!machine) continue;
    account.wait(4min);
    const auto created =
        account.run(account.client.create_snapshot({}, {.name = "nightly", .machine = *machine}));
    const auto objects = account.cloud.objects();
    const auto count = std::ranges::count_if(
        objects, [](const sandbox::ObjectInfo& object) { return object.kind == "snapshot"; });
    if (created) {
      EXPECT_EQ(count, 1);
    } else if (created.error().code() == Errc::unknown_outcome) {
      EXPECT_LE(count, 1);
    } else {
      EXPECT_EQ(count, 0) << created.error().text();
    }
  }
}

}  // namespace
}  // namespace muster::api
