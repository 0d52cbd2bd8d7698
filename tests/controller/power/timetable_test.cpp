// When a PowerSchedule hibernates and restores.

#include "controller/schedule/power_timetable.hpp"
#include "tests/controller/power/situation.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

PowerScheduleSpec nights(std::vector<std::string> except = {}) {
  return {.hibernate = "0 19 * * 1-5",
          .restore = "0 7 * * 1-5",
          .time_zone = "Europe/Oslo",
          .except = std::move(except)};
}

struct Case {
  const char* reason;
  const char* now;
  std::optional<PowerState> state;
  const char* next;
  std::vector<std::string> except = {};
  Duration wake_time = Duration(0);
};

TEST(PowerTimetable, says_what_its_last_event_said) {
  const auto cases = std::vector<Case>{
      {"a working day", "2026-01-15T12:00:00Z", active, "2026-01-15T18:00:00Z"},
      {"the instant of hibernating", "2026-01-15T18:00:00Z", hibernated, "2026-01-16T06:00:00Z"},
      {"just before it", "2026-01-15T17:59:59Z", active, "2026-01-15T18:00:00Z"},
      {"the weekend", "2026-01-17T12:00:00Z", hibernated, "2026-01-19T06:00:00Z"},
      {"summer time", "2026-07-15T16:59:00Z", active, "2026-07-15T17:00:00Z"},
      {"the night of the change to summer time", "2026-03-29T12:00:00Z", hibernated,
       "2026-03-30T05:00:00Z"},
      {"woken early",
       "2026-01-16T05:53:00Z",
       active,
       "2026-01-16T18:00:00Z",
       {},
       std::chrono::minutes(7)},
      {"not too early",
       "2026-01-16T05:52:59Z",
       hibernated,
       "2026-01-16T05:53:00Z",
       {},
       std::chrono::minutes(7)},
      {"neither event of a date that is left out",
       "2026-01-16T12:00:00Z",
       hibernated,
       "2026-01-19T06:00:00Z",
       {"2026-01-16"}},
      {"the morning after it is as usual",
       "2026-01-19T06:00:00Z",
       active,
       "2026-01-19T18:00:00Z",
       {"2026-01-16"}},
      {"the evening of a date that is left out",
       "2026-01-15T18:30:00Z",
       hibernated,
       "2026-01-16T06:00:00Z",
       {"2026-01-15"}},
      {"a week of holidays",
       "2026-12-28T12:00:00Z",
       hibernated,
       "2027-01-04T06:00:00Z",
       {"2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31", "2027-01-01"}},
  };
  for (const auto& given : cases) {
    SCOPED_TRACE(given.reason);
    const auto table = PowerTimetable::of(nights(given.except));
    ASSERT_TRUE(table);
    const auto said = table->at(at(given.now), given.wake_time);
    EXPECT_EQ(said.state, given.state);
    ASSERT_TRUE(said.next);
    EXPECT_EQ(format_timestamp(*said.next), given.next);
  }
}

TEST(PowerTimetable, restores_when_both_events_fall_together) {
  auto spec = nights();
  spec.hibernate = spec.restore;
  EXPECT_EQ(PowerTimetable::of(spec)->at(at("2026-01-15T06:00:00Z"), Duration(0)).state, active);
}

TEST(PowerTimetable, says_nothing_without_events) {
  auto spec = nights();
  spec.hibernate = spec.restore = "0 0 30 2 *";
  const auto said = PowerTimetable::of(spec)->at(at("2026-01-15T06:00:00Z"), Duration(0));
  EXPECT_EQ(said.state, std::nullopt);
  EXPECT_EQ(said.next, std::nullopt);
}

TEST(PowerTimetable, steps_over_a_minutely_cron_on_a_date_that_is_left_out) {
  auto spec = nights({"2026-01-15"});
  spec.hibernate = "* * * * *";
  const auto said = PowerTimetable::of(spec)->at(at("2026-01-15T12:00:00Z"), Duration(0));
  EXPECT_EQ(said.state, hibernated);
  EXPECT_EQ(said.next, at("2026-01-15T23:00:00Z"));
}

}  // namespace
}  // namespace muster::testing
