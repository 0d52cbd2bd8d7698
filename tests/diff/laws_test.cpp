#include "diff/render.hpp"
#include "tests/diff/random_world.hpp"
#include "tests/support/fake_cloud.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::IsEmpty;

constexpr std::uint64_t many = 800;
constexpr std::uint64_t quite_some = 300;
constexpr std::uint64_t some = 150;
constexpr int rounds = 4;

std::string listing(const Plan& plan) {
  std::string text;
  for (const auto& line : programme(plan)) text += line + "\n";
  return text;
}

/// Calls check(world) for every seed, before each of a few rounds of edits.
template <class F>
void in_worlds(std::uint64_t seeds, F&& check) {
  for (std::uint64_t seed = 1; seed <= seeds && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWorld random(seed);
    random.add_foreign_things();
    for (int round = 0; round < rounds; ++round) {
      random.edit_manifests();
      if (round > 0) random.disturb_account();
      check(random.world);
    }
  }
}

TEST(Laws, a_plan_that_is_carried_out_leaves_nothing_to_plan) {
  std::size_t applied = 0;
  std::size_t refused = 0;
  in_worlds(many, [&](TestWorld& world) {
    const Planned planned = world.plan();
    if (has_errors(planned.diagnostics)) {
      ++refused;
      return;
    }
    ++applied;
    EXPECT_THAT(apply_to(world, planned.plan), IsEmpty()) << listing(planned.plan);
    const Planned again = world.plan();
    EXPECT_FALSE(has_errors(again.diagnostics)) << all_messages(again.diagnostics);
    EXPECT_TRUE(again.plan.empty()) << "first:\n"
                                    << listing(planned.plan) << "then:\n"
                                    << render_text(again.plan, {});
  });
  EXPECT_GT(applied, 5 * refused) << "most worlds can be planned";
}

TEST(Laws, a_plan_that_is_cut_off_anywhere_is_completed_by_the_next) {
  std::size_t completed = 0;
  std::uint64_t cut = 0;
  in_worlds(quite_some, [&](TestWorld& world) {
    const Planned planned = world.plan();
    if (has_errors(planned.diagnostics) || planned.plan.empty()) return;
    cut = cut * 31 + 7;
    apply_to(world, planned.plan, cut % planned.plan.steps.size());
    const Planned rest = world.plan();
    EXPECT_FALSE(has_errors(rest.diagnostics)) << all_messages(rest.diagnostics);
    EXPECT_THAT(apply_to(world, rest.plan), IsEmpty()) << listing(rest.plan);
    EXPECT_TRUE(world.plan().plan.empty()) << render_text(world.plan().plan, {});
    for (const auto& [key, record] : world.recorded.resources)
      EXPECT_THAT(record.superseded, IsEmpty()) << to_string(key);
    ++completed;
  });
  EXPECT_GT(completed, quite_some);
}

/// What a step would change besides what it is recorded to own; empty if nothing.
std::string oversteps(const TestWorld& world, const Step& step) {
  const auto* members = std::get_if<SetFirewallMembers>(&step.operation);
  const auto record = world.recorded.resources.find(step.resource);
  if (members == nullptr) {
    if (!calls_api(step.operation) || !step.id) return {};
    if (record == world.recorded.resources.end()) return "nothing is recorded";
    const auto& old = record->second.superseded;
    const bool owned = record->second.id == *step.id || std::ranges::count(old, *step.id) > 0;
    return owned ? "" : step.id->text + " is not recorded";
  }
  // A set may be sent for a firewall that is only referred to: then everybody else's members stay.
  if (!step.id) return {};
  for (const auto& firewall : world.live.firewalls) {
    if (firewall.id != *step.id) continue;
    for (const auto& member : firewall.members) {
      const bool ours = std::ranges::any_of(world.recorded.resources, [&](const auto& entry) {
        return entry.second.id == member.machine ||
               std::ranges::count(entry.second.superseded, member.machine) > 0;
      });
      if (!ours &&
          std::ranges::count(members->machines, std::optional(member.machine), &Target::id) == 0)
        return member.machine.text + " is thrown out of " + firewall.name;
    }
  }
  return {};
}

TEST(Laws, no_step_changes_or_deletes_what_is_not_recorded) {
  std::size_t steps = 0;
  in_worlds(quite_some, [&](TestWorld& world) {
    const Plan plan = world.plan().plan;
    for (const auto& step : plan.steps) {
      ++steps;
      EXPECT_EQ(oversteps(world, step), "")
          << operation_name(step.operation) << " " << to_string(step.resource);
    }
    apply_to(world, plan);
  });
  EXPECT_GT(steps, quite_some);
}

TEST(Laws, the_order_of_what_was_read_does_not_matter) {
  in_worlds(some, [](TestWorld& world) {
    const Planned one = world.plan();
    std::ranges::reverse(world.live.virtual_machines);
    std::ranges::reverse(world.live.volumes);
    std::ranges::reverse(world.live.firewalls);
    std::ranges::reverse(world.live.ssh_keys);
    for (auto& firewall : world.live.firewalls) std::ranges::reverse(firewall.members);
    for (auto& machine : world.live.virtual_machines) std::ranges::reverse(machine.volumes);
    const Planned two = world.plan();
    EXPECT_EQ(render_json(one.plan), render_json(two.plan));
    EXPECT_EQ(one.plan.hash, two.plan.hash);
    EXPECT_EQ(all_messages(one.diagnostics), all_messages(two.diagnostics));
    apply_to(world, one.plan);
  });
}

TEST(Laws, destroying_leaves_exactly_what_is_foreign) {
  for (std::uint64_t seed = 1; seed <= some && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWorld random(seed);
    random.add_foreign_things();
    random.edit_manifests();
    random.edit_manifests();
    auto& world = random.world;
    for (auto& resource : world.desired.resources)
      resource.lifecycle.on_delete = OnDelete::delete_it;
    const Planned made = world.plan();
    if (has_errors(made.diagnostics)) continue;
    apply_to(world, made.plan);
    world.options.destroy = true;
    world.apply();
    EXPECT_THAT(world.recorded.resources, IsEmpty());
    EXPECT_EQ(world.live.virtual_machines.size(), 1U);
    EXPECT_EQ(world.live.volumes.size(), 1U);
    EXPECT_EQ(world.live.firewalls.size(), 1U);
    EXPECT_THAT(world.live.ssh_keys, IsEmpty());
    EXPECT_THAT(world.live.scripts, IsEmpty());
  }
}

TEST(Laws, every_step_is_shown_with_some_resource_and_has_a_deadline) {
  in_worlds(some, [](TestWorld& world) {
    const Plan plan = world.plan().plan;
    std::vector<bool> shown(plan.steps.size(), false);
    for (const auto& change : plan.changes)
      for (const std::size_t step : change.steps) shown[step] = true;
    EXPECT_EQ(std::ranges::count(shown, false), 0) << listing(plan);
    for (const auto& step : plan.steps)
      if (calls_api(step.operation)) EXPECT_GE(step.deadline, step.expected);
    for (const auto& step : plan.steps)
      for (const std::size_t observation : step.relies_on)
        EXPECT_LT(observation, plan.observations.size());
    apply_to(world, plan);
  });
}

}  // namespace
}  // namespace muster
