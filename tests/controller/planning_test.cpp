#include "controller/reconcile/planning.hpp"

#include "tests/controller/support/sim_account.hpp"

#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using namespace std::chrono_literals;

/// An account in which a volume was made and recorded, and a project that wants none.
class Planning : public ::testing::Test {
 protected:
  explicit Planning(Duration list_lag = 0s) : account_(options(list_lag)) {
    id_ = value(run(account_.clock, account_.client.create_volume({}, {.name = "datasets",
                                                                       .tier = Tier::legacy,
                                                                       .region = "CANADA-1",
                                                                       .type = VolumeType::ssd,
                                                                       .size = Gigabytes{100},
                                                                       .description = {}})));
    Intent intent{.key = {Kind::volume, "datasets"},
                  .operation = "create_volume",
                  .creates = true,
                  .remote_name = "datasets"};
    const auto number =
        value(run(account_.clock, account_.memory.append_intent(account_.lease, intent)));
    const OutcomeRecord made{.intent = number, .outcome = Outcome::created, .id = id_};
    const auto done = run(account_.clock, account_.memory.append_outcome(account_.lease, made));
    if (!done) throw std::logic_error(done.error().text());
  }

  void delete_by_hand() {
    sleep(account_.clock, 1min);  // until it can be deleted
    ASSERT_TRUE(run(account_.clock, account_.client.delete_volume({}, id_)));
    sleep(account_.clock, 1min);  // until it is gone
  }
  Result<Planned> plan(net::Context context = {}) {
    const auto recorded = value(run(account_.clock, account_.memory.recorded()));
    return run(account_.clock, plan_against_account(std::move(context), account_.client,
                                                    account_.clock, nothing_, recorded, {}));
  }
  /// "delete" or "forget" of the only step.
  std::string step_of(const Planned& planned) {
    if (planned.plan.steps.size() != 1) return "not one step";
    return describe(planned.plan.steps.front().operation);
  }

  SimAccount account_;
  RemoteId id_;

 private:
  static sandbox::Options options(Duration list_lag) {
    auto options = SimAccount::unlimited();
    options.list_lag = list_lag;
    return options;
  }
  DesiredState nothing_;
};

class PlanningWithSlowLists : public Planning {
 protected:
  PlanningWithSlowLists() : Planning(15s) {}
};

class PlanningWithListsThatNeverShowIt : public Planning {
 protected:
  PlanningWithListsThatNeverShowIt() : Planning(1h) {}
};

TEST_F(PlanningWithSlowLists, does_not_forget_what_was_made_just_now) {
  EXPECT_EQ(step_of(value(plan())), "delete");
}

TEST_F(PlanningWithListsThatNeverShowIt, stops_waiting_after_half_a_minute) {
  const auto before = account_.clock.now();
  EXPECT_EQ(step_of(value(plan())), "forget");
  EXPECT_GE(account_.clock.now() - before, 30s);
  EXPECT_LE(account_.clock.now() - before, 35s);
}

TEST_F(PlanningWithListsThatNeverShowIt, stops_waiting_when_interrupted) {
  auto flag = std::make_shared<net::StopFlag>();
  flag->request();
  const auto planned = plan(net::Context(flag));
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().code(), Errc::cancelled);
}

TEST_F(Planning, does_not_wait_for_what_was_made_long_ago) {
  delete_by_hand();
  const auto before = account_.clock.now();
  EXPECT_EQ(step_of(value(plan())), "forget");
  EXPECT_LT(account_.clock.now() - before, 1s);
}

}  // namespace
}  // namespace muster::testing
