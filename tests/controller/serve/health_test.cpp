#include "controller/serve/health.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace std::chrono_literals;

const Timestamp start = std::chrono::sys_days(std::chrono::year{2026} / 1 / 1);

TEST(Health, a_daemon_lives_while_cycles_end_or_have_reason_not_to) {
  struct Case {
    const char* reason;
    std::optional<Duration> last_cycle;  // after the start
    std::optional<Duration> plan;        // that runs since then
    Duration now;
    bool lives;
  };
  const Case cases[] = {
      {"just started", {}, {}, 0s, true},
      {"three intervals and a minute for the first cycle", {}, {}, 4min, true},
      {"and no more", {}, {}, 4min + 1ms, false},
      {"a cycle three intervals ago", 10min, {}, 13min, true},
      {"a cycle longer ago", 10min, {}, 13min + 1ms, false},
      {"a first plan waits for machines", {}, 1min, 2h, true},
      {"a later plan does", 10min, 11min, 2h, true},
      {"a plan that outlived all deadlines", 10min, 11min, 24h + 11min, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.reason);
    DaemonStatus status;
    status.started_at = start;
    status.interval = 1min;
    if (c.last_cycle) status.last_cycle_at = start + *c.last_cycle;
    if (c.plan) status.plans.push_back({.at = start + *c.plan, .phase = PlanPhase::running});
    EXPECT_EQ(check_live(status, start + c.now).has_value(), c.lives);
  }
}

TEST(Health, a_plan_that_waits_for_approval_is_no_work) {
  DaemonStatus status;
  status.started_at = start;
  status.plans.push_back({.at = start, .phase = PlanPhase::waiting});
  EXPECT_FALSE(check_live(status, start + 1h).has_value());
}

TEST(Health, a_daemon_is_ready_when_it_has_seen_both_sides) {
  DaemonStatus status;
  EXPECT_FALSE(check_ready(status).has_value());
  status.ready = true;
  EXPECT_FALSE(check_ready(status).has_value()) << "nothing was read yet";
  status.revision = "r1";
  EXPECT_TRUE(check_ready(status).has_value());
  status.conditions = {{.type = "SourceReady", .status = false, .message = "no such branch"}};
  ASSERT_FALSE(check_ready(status).has_value());
  EXPECT_EQ(check_ready(status).error().text(), "the source cannot be read: no such branch");
}

}  // namespace
}  // namespace muster
