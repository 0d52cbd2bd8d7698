// What the daemon does by the clock: power schedules, leases and low credit, over real HTTP.

#include "tests/e2e/support/fleet.hpp"

namespace muster::e2e {
namespace {

class Hours : public Fleet {
 protected:
  /// One cycle of the daemon.
  void look_once() {
    const auto run = muster({"run", "--once", "--listen", ""});
    EXPECT_EQ(run.exit, 0) << run.out << run.err;
  }
  int changes() { return muster({"plan", "--detailed-exitcode"}).exit; }

  /// Asleep since this minute, as it was last restored at New Year.
  void want_to_sleep() {
    write("hours.yaml",
          "apiVersion: muster/v1\nkind: PowerSchedule\nmetadata: {name: always}\n"
          "spec: {virtualMachines: {names: [trainer]}, hibernate: '* * * * *', "
          "restore: '0 0 1 1 *'}\n");
  }
};

TEST_F(Hours, of_a_schedule_are_kept_by_the_daemon_and_are_no_drift_to_others) {
  start_fast_sandbox();
  want_fleet("  powerState: Active\n");
  apply_and_settle();
  want_to_sleep();
  EXPECT_EQ(changes(), 0) << "a plan by hand leaves the hours to the daemon";
  look_once();
  EXPECT_EQ(state_of("trainer"), "HIBERNATED");
  EXPECT_EQ(changes(), 0) << "what the daemon has done is as it should be";
  EXPECT_EQ(muster({"vm", "restore", "trainer", "--hold", "1h", "--auto-approve"}).exit, 0);
  look_once();
  EXPECT_EQ(state_of("trainer"), "ACTIVE") << "somebody works late";
  EXPECT_EQ(muster({"vm", "restore", "trainer", "--hold", "0s", "--auto-approve"}).exit, 0);
  look_once();
  EXPECT_EQ(state_of("trainer"), "HIBERNATED");
  remove("hours.yaml");
  EXPECT_EQ(changes(), 2) << "without its schedule the manifest counts";
}

TEST_F(Hours, of_a_lease_end_with_a_snapshot_and_the_machine_stays_gone) {
  start_fast_sandbox();
  want_fleet("  ttl: 1s\n  onExpiry: delete\n  finalSnapshot: true\n");
  EXPECT_EQ(muster({"apply", "--auto-approve"}).exit, 0);
  for (int look = 0; look < 10 && state_of("trainer") != "gone"; ++look) look_once();
  EXPECT_EQ(state_of("trainer"), "gone");
  ASSERT_EQ(rows("snapshots").size(), 1U);
  EXPECT_TRUE(
      rows("snapshots")[0]["snapshot_name"].get<std::string>().starts_with("final-trainer-"));
  EXPECT_EQ(changes(), 0) << "its manifest is still there";
  EXPECT_NE(muster({"plan"}).err.find("raise spec.ttl to have another one"), std::string::npos)
      << "which is said";
  look_once();
  EXPECT_EQ(muster({"apply", "--auto-approve"}).exit, 0);
  EXPECT_EQ(state_of("trainer"), "gone");
  EXPECT_EQ(rows("snapshots").size(), 1U) << "and the snapshot stays";
  EXPECT_EQ(rows("volumes").size(), 1U) << "as does its volume";
}

TEST_F(Hours, are_shortened_when_the_credit_is_low) {
  start_fast_sandbox();
  want_fleet("  powerState: Active\n");
  apply_and_settle();
  write("budget.yaml",
        "apiVersion: muster/v1\nkind: Budget\nmetadata: {name: credit}\n"
        "spec: {onLowCredit: report, lowCredit: 3650d}\n");
  look_once();
  EXPECT_EQ(state_of("trainer"), "ACTIVE") << "it is only said";
  write("budget.yaml",
        "apiVersion: muster/v1\nkind: Budget\nmetadata: {name: credit}\n"
        "spec: {onLowCredit: hibernate, lowCredit: 3650d}\n");
  look_once();
  EXPECT_EQ(state_of("trainer"), "HIBERNATED");
  look_once();
  EXPECT_EQ(state_of("trainer"), "HIBERNATED") << "and nothing goes back and forth";
}

}  // namespace
}  // namespace muster::e2e
