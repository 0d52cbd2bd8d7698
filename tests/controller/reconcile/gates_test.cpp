// What no plan of a daemon does without being asked.

#include "controller/reconcile/gates.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

ResourceKey volume(std::size_t number) {
  return {Kind::volume, "v" + std::to_string(number)};
}

/// Owns `owned` volumes, all of them there and wanted.
struct Scene {
  explicit Scene(std::size_t owned) {
    live.observed = {Kind::volume};
    for (std::size_t i = 0; i < owned; ++i) {
      const auto key = volume(i);
      recorded.resources.edit()[key] = {.key = key, .id = {"id" + key.name}};
      desired.resources.push_back({.key = key, .spec = VolumeSpec{}});
      live.volumes.push_back({.id = {"id" + key.name}});
    }
    std::ranges::sort(live.volumes, {}, &LiveVolume::id);
    std::ranges::sort(desired.resources, {}, &Resource::key);
  }
  void change(std::size_t number, Action action, const std::string& loss = {}) {
    auto& plan = planned.plan;
    plan.changes.push_back({.key = volume(number), .action = action, .steps = {plan.steps.size()}});
    plan.steps.push_back(
        {.resource = volume(number), .operation = DeleteVolume{}, .data_loss = loss});
  }
  std::string held() const {
    std::string text;
    for (const auto& reason : held_by(planned, desired, live, recorded, limits).reasons)
      text += reason + "\n";
    return text;
  }

  Planned planned;
  DesiredState desired;
  LiveState live;
  RecordedState recorded;
  GateLimits limits;
};

struct DeletesCase {
  const char* reason;
  std::size_t owned, deleted;
  GateLimits limits;
  bool held;
};

TEST(Gates, hold_plans_that_delete_more_than_the_larger_of_both_limits) {
  const DeletesCase cases[] = {
      {"three may go", 5, 3, {}, false},
      {"four may not", 5, 4, {}, true},
      {"a fifth of thirty is six", 30, 6, {}, false},
      {"but not seven", 30, 7, {}, true},
      {"nothing may go", 5, 1, {.deletes = 0, .deletes_percent = 0}, true},
      {"everything may go", 5, 5, {.deletes = 0, .deletes_percent = 100}, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.reason);
    Scene scene(c.owned);
    scene.limits = c.limits;
    for (std::size_t i = 0; i < c.deleted; ++i) scene.change(i, Action::remove);
    EXPECT_EQ(scene.held().find("deletes") != std::string::npos, c.held) << scene.held();
  }
}

TEST(Gates, do_not_count_what_retention_drops) {
  Scene scene(5);
  for (int i = 0; i < 10; ++i) {
    const ResourceKey key{Kind::snapshot, "nightly-" + std::to_string(i)};
    scene.recorded.resources.edit()[key] = {.key = key,
                                            .applied = Value::Map{{"schedule", "nightly"}}};
    scene.planned.plan.changes.push_back({.key = key, .action = Action::remove});
  }
  EXPECT_EQ(scene.held(), "");
}

TEST(Gates, hold_everything_when_no_manifest_wants_anything) {
  Scene scene(1);
  scene.desired = {};
  EXPECT_NE(scene.held().find("no manifest wants anything"), std::string::npos);
}

TEST(Gates, take_the_loss_of_half_of_everything_for_an_outage) {
  struct Case {
    std::size_t owned, there;
    bool held;
  };
  for (const auto& c : {Case{1, 0, false}, Case{2, 0, true}, Case{4, 2, true}, Case{4, 3, false},
                        Case{10, 6, false}}) {
    Scene scene(c.owned);
    scene.live.volumes.edit().resize(c.there);
    EXPECT_EQ(scene.held().find("vanished") != std::string::npos, c.held)
        << c.there << " of " << c.owned;
  }
}

TEST(Gates, hold_a_replacement_that_loses_data_unless_the_manifest_allows_it_in_so_many_words) {
  Scene scene(1);
  scene.change(0, Action::replace, "all data on it is lost");
  EXPECT_NE(scene.held().find("Volume/v0: all data on it is lost"), std::string::npos);
  scene.desired.resources.front().field_positions = FieldPositions({{"/spec/lifecycle/replace"}});
  EXPECT_EQ(scene.held(), "");
}

TEST(Gates, hold_what_a_budget_denies) {
  Scene scene(1);
  scene.planned.denials.push_back({.severity = Severity::error, .message = "too dear"});
  EXPECT_NE(scene.held().find("too dear"), std::string::npos);
}

}  // namespace
}  // namespace muster
