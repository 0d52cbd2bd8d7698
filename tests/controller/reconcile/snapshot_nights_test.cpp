// Weeks of a daemon with a snapshot schedule, in virtual time.

#include "tests/controller/reconcile/daemon_world.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using namespace std::chrono_literals;

/// Looks so seldom that it is the schedule that wakes the daemon.
std::string nightly_text() {
  return R"(---
apiVersion: muster/v1
kind: Project
metadata: {name: nights}
spec: {daemon: {interval: 6h}}
---
apiVersion: muster/v1
kind: SSHKey
metadata: {name: alice}
spec: {publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 alice}
---
apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: trainer}
spec:
  tier: legacy
  region: CANADA-1
  gpu: {model: RTX-A6000, count: 1}
  boot: {osImage: Debian 12}
  sshKeys: [alice]
---
apiVersion: muster/v1
kind: SnapshotSchedule
metadata: {name: nightly}
spec:
  virtualMachines: {names: [trainer]}
  schedule: "0 3 * * *"
  retention: {keepLast: 3}
)";
}

/// Whether the request would take a snapshot.
bool takes_snapshot(const net::HttpRequest& request) {
  return request.method == "POST" && request.body.find("nightly-trainer-") != std::string::npos;
}

TEST(SnapshotNights, take_one_a_night_keep_three_and_change_nothing_else) {
  DaemonWorld world;
  world.source.commit(nightly_text());
  world.run_for(24h * 6);
  EXPECT_EQ(world.names("snapshot").size(), 3U);
  const std::size_t nights = 6;
  EXPECT_EQ(world.changes(), 2 + nights + nights - 3) << "key, machine, snapshots, deletions";
  EXPECT_EQ(world.reason_of_ready(), "ReconciliationSucceeded");
}

TEST(SnapshotNights, try_a_refused_one_again_with_more_and_more_patience) {
  DaemonWorld world;
  world.source.commit(nightly_text());
  std::vector<net::TimePoint> attempts;
  world.account.meddler.before = [&](const net::HttpRequest& request) -> std::optional<Error> {
    if (!takes_snapshot(request)) return std::nullopt;
    attempts.push_back(world.account.clock.now());
    if (attempts.size() > 5) return std::nullopt;
    return Error(Errc::rejected, "not today");
  };
  world.run_for(26h);
  EXPECT_EQ(world.names("snapshot").size(), 1U);
  ASSERT_EQ(attempts.size(), 6U);
  for (std::size_t i = 2; i < attempts.size(); ++i)
    EXPECT_GT(attempts[i] - attempts[i - 1], attempts[i - 1] - attempts[i - 2]);
}

TEST(SnapshotNights, survive_restarts_and_crashes_without_a_second_snapshot) {
  DaemonWorld world;
  world.source.commit(nightly_text());
  int lost = 0;
  world.account.meddler.after = [&](const net::HttpRequest& request) -> std::optional<Error> {
    if (!takes_snapshot(request) || ++lost % 2 == 0) return std::nullopt;
    return Error(Errc::unknown_outcome, "the connection broke");
  };
  for (int half_day = 0; half_day < 6; ++half_day) {
    world.run_for(12h + 7min);
    world.start();
  }
  EXPECT_EQ(world.names("snapshot").size(), 3U);
  EXPECT_LE(lost, 5) << "one call a night";
}

}  // namespace
}  // namespace muster::testing
