// Schedules from the built binary: when they are due, and what they do to a sandbox.

#include "tests/e2e/support/fleet.hpp"

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

}  // namespace
}  // namespace muster::e2e
