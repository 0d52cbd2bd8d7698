#include "controller/reconcile/planning.hpp"

#include "tests/controller/support/sim_account.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

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

class PlanningWithListsThatNeverShowIt : public Planning {
 protected:
  PlanningWithListsThatNeverShowIt() : Planning(1h) {}
};

TEST_F(PlanningWithListsThatNeverShowIt, does_not_forget_what_is_there_when_asked_for) {
  EXPECT_EQ(step_of(value(plan())), "delete");
}

TEST_F(PlanningWithListsThatNeverShowIt, does_not_wait_for_them) {
  const auto before = account_.clock.now();
  ASSERT_TRUE(plan());
  EXPECT_LT(account_.clock.now() - before, 1s);
}

TEST_F(Planning, forgets_what_is_not_there_either_when_asked_for) {
  delete_by_hand();
  EXPECT_EQ(step_of(value(plan())), "forget");
}

/// A record of the volume and of thirty that nobody has ever seen.
class Unlisted : public PlanningWithListsThatNeverShowIt {
 protected:
  /// Reads the lists; `age`: of the volume, the others were recorded a minute ago.
  LiveState look(Duration age) {
    const auto now = account_.clock.wall_now();
    const auto record = [&](const std::string& name, const RemoteId& id, Timestamp since) {
      const ResourceKey key{Kind::volume, name};
      recorded_.resources.edit()[key] = {
          .key = key, .id = id, .remote_name = name, .created_at = since, .updated_at = since};
    };
    for (int i = 0; i < 30; ++i) {
      const auto number = std::to_string(100 + i);
      record("lost-" + number, {"BRK-999" + number + "V"}, now - 1min);
    }
    record("datasets", id_, now - age);
    const auto before = account_.client.calls_made();
    auto live = value(run(account_.clock, observe_for({}, account_.client, account_.clock,
                                                      recorded_, {Kind::volume})));
    calls_ = account_.client.calls_made() - before;
    return live;
  }

  RecordedState recorded_;
  std::int64_t calls_ = 0;
};

TEST_F(Unlisted, adds_what_is_new_before_it_gives_up) {
  EXPECT_THAT(look(1s).volumes, ElementsAre(Field(&LiveVolume::id, id_)));
}

TEST_F(Unlisted, gives_up_after_twenty_in_a_row) {
  EXPECT_THAT(look(2min).volumes, IsEmpty());
  constexpr std::int64_t lists = 3;  // volumes, machines, firewalls
  EXPECT_EQ(calls_, lists + 20);
}

TEST_F(Unlisted, asks_for_what_a_replacement_left_behind) {
  const ResourceKey key{Kind::volume, "datasets"};
  const auto now = account_.clock.wall_now();
  recorded_.resources.edit()[key] = {.key = key,
                                     .id = {"BRK-999001V"},
                                     .remote_name = "datasets",
                                     .superseded = {id_},
                                     .created_at = now,
                                     .updated_at = now};
  const auto live = value(run(
      account_.clock, observe_for({}, account_.client, account_.clock, recorded_, {Kind::volume})));
  EXPECT_THAT(live.volumes, ElementsAre(Field(&LiveVolume::id, id_)));
}

}  // namespace
}  // namespace muster::testing
