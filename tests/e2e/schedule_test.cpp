// Schedules from the built binary: when they are due, and what they do to a sandbox.

#include "tests/e2e/support/fleet.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <signal.h>
#include <sstream>

namespace muster::e2e {
namespace {

using nlohmann::json;

class ScheduleNext : public EndToEnd {
 protected:
  json next(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"schedule", "next"});
    arguments.insert(arguments.end(), {"-o", "json"});
    const auto run = muster(std::move(arguments));
    EXPECT_EQ(run.exit, 0) << run.err;
    return run.exit == 0 ? json::parse(run.out) : json();
  }
};

TEST_F(ScheduleNext, tells_of_any_expression_without_a_project) {
  environment["MUSTER_PROJECT"] = (folder / "nowhere").string();
  const auto found = next({"--cron", "30 2 * * *", "--time-zone", "Europe/Oslo", "--from",
                           "2026-03-28T00:00:00Z", "--count", "3"});
  EXPECT_EQ(found["next"],
            json({"2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}));
  EXPECT_EQ(found["cron"], "30 2 * * *");
  EXPECT_EQ(found["time_zone"], "Europe/Oslo");
  EXPECT_EQ(found["from"], "2026-03-28T00:00:00Z");
  EXPECT_EQ(next({"--cron", "@hourly"})["next"].size(), 5U) << "from now on";
  EXPECT_EQ(next({"--cron", "0 0 30 2 *"})["next"], json::array());
}

TEST_F(ScheduleNext, shows_people_what_daylight_saving_does) {
  const auto run = muster({"schedule", "next", "--cron", "30 2 * * *", "--time-zone", "Europe/Oslo",
                           "--from", "2026-03-28T12:00:00Z", "--count", "1"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_NE(run.out.find("2026-03-29T01:00:00Z  2026-03-29 03:00 CEST  its time is left out by"),
            std::string::npos)
      << run.out;
}

TEST_F(ScheduleNext, tells_of_the_schedules_of_a_project) {
  write("vm.yaml", R"(apiVersion: muster/v1
kind: SnapshotSchedule
metadata: {name: nightly}
spec:
  virtualMachines: {matchLabels: {team: nlp}}
  schedule: "0 3 * * *"
  timeZone: Europe/Oslo
  retention: {keepLast: 3}
---
apiVersion: muster/v1
kind: PowerSchedule
metadata: {name: nights}
spec:
  virtualMachines: {matchLabels: {team: nlp}}
  hibernate: "0 20 * * 1-5"
  restore: "0 7 * * 1-5"
  except: ["2026-01-16"]
)");
  const auto nightly = next({"nightly", "--from", "2026-01-15T02:00:00Z", "--count", "2"});
  EXPECT_EQ(nightly["schedule"], "SnapshotSchedule/nightly");
  EXPECT_EQ(nightly["next"], json({"2026-01-16T02:00:00Z", "2026-01-17T02:00:00Z"}));
  const auto nights =
      next({"PowerSchedule/nights", "--from", "2026-01-15T08:00:00Z", "--count", "3"});
  ASSERT_EQ(nights["next"].size(), 3U) << nights;
  EXPECT_EQ(nights["next"][0],
            json({{"time", "2026-01-15T20:00:00Z"}, {"powerState", "Hibernated"}}));
  EXPECT_EQ(nights["next"][1], json({{"time", "2026-01-19T07:00:00Z"}, {"powerState", "Active"}}));
  const auto missing = muster({"schedule", "next", "nightli"});
  EXPECT_EQ(missing.exit, 1);
  EXPECT_NE(missing.err.find("did you mean nightly?"), std::string::npos) << missing.err;
}

TEST_F(ScheduleNext, teaches_what_is_wrong_with_a_question) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--cron", "61 * * * *"}, "`61` has no place in the minute field"},
      {{"--cron", "* * * *"}, "expected five fields"},
      {{"--cron", "@daily", "--time-zone", "Europe/Osl"}, "give an IANA name such as"},
      {{"--cron", "@daily", "--from", "tomorrow"}, "an instant such as 2026-03-28T12:00:00Z"},
      {{}, "say which schedule"},
      {{"nightly", "--cron", "@daily"}, "say which schedule"},
      {{"nightly", "--time-zone", "UTC"}, "belongs to --cron"},
      {{"--cron", "@daily", "--count", "0"}, "--count"},
  };
  for (auto [arguments, expected] : cases) {
    arguments.insert(arguments.begin(), {"schedule", "next"});
    const auto run = muster(arguments);
    EXPECT_EQ(run.exit, 64) << expected << run.out << run.err;
    EXPECT_NE(run.err.find(expected), std::string::npos) << run.err;
  }
}

/// A machine with a schedule, and a muster that is run on one day after the other.
class SnapshotRun : public Fleet {
 protected:
  void start(std::vector<std::string> flags = {}) {
    start_fast_sandbox(std::move(flags));
    want_fleet();
    apply_and_settle();
    want_schedule("keepLast: 2");
  }

  void want_schedule(const std::string& retention, const std::string& more = "") {
    write("schedule.yaml", R"(apiVersion: muster/v1
kind: SnapshotSchedule
metadata: {name: nightly}
spec:
  virtualMachines: {names: [trainer]}
  schedule: "0 3 * * *"
)" + more + "  retention: {" + retention +
                               "}\n");
  }

  /// So many days from today on, at that time.
  void go_to_day(int day, std::chrono::seconds time = std::chrono::minutes(210)) {
    using namespace std::chrono;
    const auto now = floor<seconds>(system_clock::now());
    const auto then = floor<days>(now) + days(day) + time;
    environment["LD_PRELOAD"] = MUSTER_CLOCK_SHIFT_LIBRARY;
    environment["MUSTER_CLOCK_SHIFT"] = std::to_string((then - now).count());
  }

  Finished run(std::vector<std::string> arguments = {"--due"}) {
    arguments.insert(arguments.begin(), {"snapshot", "run", "--auto-approve"});
    return muster(std::move(arguments));
  }

  /// Names, sorted; those of one schedule stand in the order of time.
  std::vector<std::string> snapshots() {
    std::vector<std::string> names;
    for (const auto& row : rows("snapshots")) names.push_back(row["snapshot_name"]);
    std::ranges::sort(names);
    return names;
  }

  /// What the sandbox remembers of the snapshot, as if it had failed.
  void let_it_fail(const std::string& snapshot) {
    stop_sandbox();
    std::ifstream in(folder / "state.jsonl");
    std::stringstream changed;
    for (std::string line; std::getline(in, line);) {
      const std::string word = "\"SUCCESS\"";
      if (line.find(snapshot) != std::string::npos)
        for (auto at = line.find(word); at != std::string::npos; at = line.find(word))
          line.replace(at, word.size(), "\"ERROR\"");
      changed << line << "\n";
    }
    write("state.jsonl", changed.str());
    environment.erase("LD_PRELOAD");
    start_fast_sandbox({"--state", "state.jsonl"});
    ASSERT_EQ(muster({"ledger", "set-endpoint", endpoint}).exit, 0);
  }
};

TEST_F(SnapshotRun, takes_what_is_due_once_and_keeps_what_retention_keeps) {
  start();
  go_to_day(1);
  const auto first = run();
  EXPECT_EQ(first.exit, 0) << first.out << first.err;
  const auto one = snapshots();
  ASSERT_EQ(one.size(), 1U);
  EXPECT_TRUE(one[0].starts_with("nightly-trainer-20")) << one[0];
  EXPECT_TRUE(one[0].ends_with("T030000Z")) << one[0];
  EXPECT_EQ(rows("snapshots")[0]["status"], "SUCCESS");
  EXPECT_EQ(state_of("trainer"), "ACTIVE") << "it runs again";

  const auto again = run();
  EXPECT_EQ(again.exit, 0) << again.err;
  EXPECT_NE(again.out.find("No snapshot is due"), std::string::npos) << again.out;
  EXPECT_EQ(muster({"plan", "--detailed-exitcode"}).exit, 0) << "plans by hand leave it alone";

  go_to_day(2);
  EXPECT_EQ(run().exit, 0);
  go_to_day(3);
  const auto third = run({"nightly", "-o", "json"});
  EXPECT_EQ(third.exit, 0) << third.out << third.err;
  const auto left = snapshots();
  EXPECT_EQ(left.size(), 2U) << third.out;
  EXPECT_EQ(std::ranges::find(left, one[0]), left.end()) << "the oldest one goes in the same run";
}

TEST_F(SnapshotRun, does_nothing_else_than_snapshots) {
  start();
  want_fleet("  publicIp: true\n");
  go_to_day(1);
  EXPECT_EQ(run().exit, 0);
  EXPECT_EQ(snapshots().size(), 1U);
  EXPECT_EQ(muster({"plan", "--detailed-exitcode"}).exit, 2) << "the address is still to come";
}

TEST_F(SnapshotRun, does_not_take_again_what_was_deleted_by_hand) {
  start();
  go_to_day(1);
  ASSERT_EQ(run().exit, 0);
  const std::string id = rows("snapshots")[0]["snapshot_id"];
  api("DELETE", "/snapshots/" + id + "/");
  go_to_day(1, std::chrono::hours(4));  // lists may lag for a while
  const auto forgetting = run();
  EXPECT_EQ(forgetting.exit, 0) << forgetting.err;
  EXPECT_NE(forgetting.out.find("forget"), std::string::npos) << forgetting.out;
  EXPECT_NE(run().out.find("No snapshot is due"), std::string::npos);
  EXPECT_TRUE(snapshots().empty());
  go_to_day(2);
  EXPECT_EQ(run().exit, 0);
  EXPECT_EQ(snapshots().size(), 1U);
}

TEST_F(SnapshotRun, takes_a_failed_one_again) {
  start({"--state", "state.jsonl"});
  go_to_day(1);
  ASSERT_EQ(run().exit, 0);
  const auto before = rows("snapshots")[0];
  let_it_fail(before["snapshot_name"]);
  ASSERT_EQ(rows("snapshots")[0]["status"], "ERROR");
  EXPECT_EQ(muster({"plan", "--detailed-exitcode"}).exit, 0) << "that is the schedule's business";
  go_to_day(1);
  const auto retried = run();
  EXPECT_EQ(retried.exit, 0) << retried.out << retried.err;
  EXPECT_NE(retried.err.find("failed, and taken again"), std::string::npos) << retried.err;
  ASSERT_EQ(snapshots().size(), 1U);
  const auto after = rows("snapshots")[0];
  EXPECT_EQ(after["snapshot_name"], before["snapshot_name"]);
  EXPECT_NE(after["snapshot_id"], before["snapshot_id"]);
  EXPECT_EQ(after["status"], "SUCCESS");
}

TEST_F(SnapshotRun, waits_for_a_machine_that_does_not_run_and_for_its_window) {
  start();
  muster({"vm", "stop", "trainer", "--auto-approve"});
  go_to_day(1);
  const auto stopped = run();
  EXPECT_EQ(stopped.exit, 0) << stopped.err;
  EXPECT_NE(stopped.err.find("due, and waits: trainer (it is SHUTOFF)"), std::string::npos)
      << stopped.err;
  muster({"vm", "start", "trainer", "--auto-approve"});
  want_schedule("keepLast: 2", "  maintenanceWindow: {from: \"05:00\", to: \"06:00\"}\n");
  EXPECT_NE(run().err.find("its maintenance window is closed"), std::string::npos);
  EXPECT_TRUE(snapshots().empty());
}

TEST_F(SnapshotRun, survives_lost_answers_without_a_second_snapshot) {
  start({"--state", "state.jsonl"});
  environment.erase("LD_PRELOAD");
  start_fast_sandbox({"--state", "state.jsonl", "--fault", "reset-after=0.3", "--seed", "5"});
  ASSERT_EQ(muster({"ledger", "set-endpoint", endpoint}).exit, 0);
  go_to_day(1);
  for (int attempt = 0; attempt < 20; ++attempt)
    if (run().exit == 0) break;
  environment.erase("LD_PRELOAD");
  start_fast_sandbox({"--state", "state.jsonl"});
  EXPECT_EQ(snapshots().size(), 1U);
}

TEST_F(SnapshotRun, is_asked_for_by_name_or_for_all) {
  start();
  for (const auto& arguments : std::vector<std::vector<std::string>>{{}, {"--due", "nightly"}}) {
    const auto wrong = run(arguments);
    EXPECT_EQ(wrong.exit, 64);
    EXPECT_NE(wrong.err.find("--due for all schedules, or the NAME"), std::string::npos)
        << wrong.err;
  }
  const auto misspelt = run({"nightli"});
  EXPECT_EQ(misspelt.exit, 1);
  EXPECT_NE(misspelt.err.find("did you mean nightly?"), std::string::npos) << misspelt.err;
  EXPECT_EQ(muster({"snapshot", "run", "--due"}).exit, 64) << "there is no terminal to ask on";
}

TEST_F(SnapshotRun, is_what_the_daemon_does_when_the_time_comes) {
  start();
  write("muster.yaml",
        "apiVersion: muster/v1\nkind: Project\nmetadata: {name: gpu}\nspec:\n"
        "  daemon: {interval: 1h}\n  api: {callsPerMinute: 0}\n");
  go_to_day(1, std::chrono::hours(3) - std::chrono::seconds(3));
  const auto daemon = start_muster({"run", "--listen", "127.0.0.1:0", "--log-format", "json"});
  ASSERT_TRUE(daemon->wait_for_output("Snapshot/nightly-trainer-"));
  ASSERT_TRUE(daemon->wait_for_output("\"reason\":\"Applied\"")) << daemon->out();
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait().exit, 0);
  ASSERT_EQ(snapshots().size(), 1U);
  EXPECT_TRUE(snapshots()[0].ends_with("T030000Z"));
  for (const int day : {2, 3}) {
    go_to_day(day);
    const auto once = muster({"run", "--once"});
    EXPECT_EQ(once.exit, 0) << once.out << once.err;
  }
  EXPECT_EQ(muster({"run", "--once"}).exit, 0);
  EXPECT_EQ(snapshots().size(), 2U) << "what retention drops goes once its successor is good";
}

}  // namespace
}  // namespace muster::e2e
