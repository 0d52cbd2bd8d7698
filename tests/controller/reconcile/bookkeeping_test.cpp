// What the daemon remembers between cycles: back-off, conditions, contested fields, events.

#include "api/net/seeded_random.hpp"
#include "api/net/sim_clock.hpp"
#include "controller/reconcile/backoff.hpp"
#include "controller/reconcile/contest.hpp"
#include "controller/reconcile/status_board.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace std::chrono_literals;

const ResourceKey key{Kind::volume, "data"};
constexpr Timestamp noon = std::chrono::sys_days(std::chrono::year{2026} / 1 / 15) + 12h;

TEST(Backoff, doubles_up_to_its_limit_and_is_spread_over_the_second_half) {
  net::SeededRandom random(1);
  Backoff backoff({.first = 5s, .longest = 60s}, random);
  net::TimePoint now{};
  for (const Duration delay : {5s, 10s, 20s, 40s, 60s, 60s}) {
    const auto until = backoff.failed(key, now);
    EXPECT_LE(until - now, delay);
    EXPECT_GE(until - now, delay / 2);
    EXPECT_TRUE(backoff.holds(key, until - 1ms));
    EXPECT_FALSE(backoff.holds(key, until));
    now = until;
  }
}

TEST(Backoff, is_forgotten_by_success) {
  net::SeededRandom random(1);
  Backoff backoff({.first = 5s, .longest = 60s}, random);
  for (int i = 0; i < 5; ++i) backoff.failed(key, {});
  backoff.succeeded(key);
  EXPECT_EQ(backoff.find(key), nullptr);
  EXPECT_LE(backoff.failed(key, {}) - net::TimePoint{}, 5s);
}

TEST(Conditions, change_their_transition_time_only_with_their_status) {
  std::vector<Condition> conditions;
  EXPECT_TRUE(set_condition(conditions, {.type = "Ready", .reason = "Failed"}, noon));
  EXPECT_TRUE(set_condition(conditions, {.type = "Ready", .reason = "Other"}, noon + 1h));
  EXPECT_EQ(conditions.front().last_transition, noon);
  EXPECT_FALSE(set_condition(conditions, {.type = "Ready", .reason = "Other"}, noon + 2h));
  EXPECT_TRUE(set_condition(conditions, {.type = "Ready", .status = true}, noon + 3h));
  EXPECT_EQ(conditions.front().last_transition, noon + 3h);
  EXPECT_TRUE(is_true(conditions, "Ready"));
}

Plan healing() {
  Plan plan;
  plan.changes.push_back({.key = key, .action = Action::update});
  plan.changes.back().fields.push_back({.path = "/spec/description", .drift = true});
  return plan;
}

TEST(Contest, begins_with_the_third_healing_within_the_window) {
  Contest contest;
  EXPECT_TRUE(contest.healed(healing(), {key}, noon).empty());
  EXPECT_TRUE(contest.healed(healing(), {key}, noon + 10min).empty());
  const auto newly = contest.healed(healing(), {key}, noon + 20min);
  ASSERT_EQ(newly.size(), 1U);
  EXPECT_EQ(newly.front(), Contest::Field(key, "/spec/description"));
}

TEST(Contest, does_not_count_healings_that_are_long_past_or_that_failed) {
  Contest contest;
  for (int i = 0; i < 10; ++i)
    EXPECT_TRUE(contest.healed(healing(), {key}, noon + i * 40min).empty());
  Contest other;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(other.healed(healing(), {}, noon).empty());
}

TEST(Contest, makes_the_planner_leave_the_field_alone_until_it_is_quiet) {
  Contest contest;
  for (int i = 0; i < 3; ++i) contest.healed(healing(), {key}, noon);
  DesiredState desired;
  desired.resources.push_back({.key = key, .spec = VolumeSpec{}});
  contest.leave_alone(desired);
  EXPECT_EQ(desired.resources.front().lifecycle.ignore,
            std::vector<std::string>{"/spec/description"});
  contest.forget_old(noon + Contest::window + 1ms);
  EXPECT_TRUE(contest.contested().empty());
}

TEST(StatusBoard, tells_the_same_thing_once) {
  const net::SimClock clock;
  std::vector<std::string> told;
  StatusBoard board(clock, [&](const StatusEvent& event) { told.push_back(event.message); });
  board.tell(EventSeverity::warning, key, "Failed", "no");
  board.tell(EventSeverity::warning, key, "Failed", "no");
  board.tell(EventSeverity::warning, key, "Failed", "still no");
  board.untold(key, "Failed");
  board.tell(EventSeverity::warning, key, "Failed", "still no");
  EXPECT_EQ(told, (std::vector<std::string>{"no", "still no", "still no"}));
}

TEST(StatusBoard, lets_a_new_plan_supersede_one_that_waits) {
  const net::SimClock clock;
  StatusBoard board(clock, nullptr);
  board.add_plan({.hash = "1", .phase = PlanPhase::waiting});
  board.add_plan({.hash = "2", .phase = PlanPhase::waiting});
  EXPECT_EQ(board.find_plan("1")->phase, PlanPhase::superseded);
  EXPECT_EQ(board.find_plan("2")->phase, PlanPhase::waiting);
}

}  // namespace
}  // namespace muster
