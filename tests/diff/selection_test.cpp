#include "diff/render.hpp"
#include "tests/diff/random_world.hpp"
#include "tests/support/fake_cloud.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const ResourceKey alice{Kind::ssh_key, "alice"};
const ResourceKey data_key{Kind::volume, "data"};
const ResourceKey spare{Kind::volume, "spare"};
const ResourceKey trainer_key{Kind::virtual_machine, "trainer"};

/// A machine with a key and a volume, and a volume that nobody uses.
TestWorld project() {
  TestWorld world;
  world.want("alice", key_spec());
  world.want("data", volume_spec());
  world.want("spare", volume_spec());
  auto machine = machine_spec();
  machine.volumes = {managed<Kind::volume>("data")};
  world.want("trainer", machine);
  return world;
}

std::set<ResourceKey> planned_keys(const TestWorld& world) {
  const Planned planned = world.plan();
  EXPECT_FALSE(has_errors(planned.diagnostics)) << all_messages(planned.diagnostics);
  std::set<ResourceKey> keys;
  for (const auto& change : planned.plan.changes) keys.insert(change.key);
  return keys;
}

TEST(Selection, a_target_comes_with_what_it_depends_on) {
  auto world = project();
  world.options.targets = {trainer_key};
  EXPECT_THAT(planned_keys(world), UnorderedElementsAre(alice, data_key, trainer_key));
}

TEST(Selection, a_target_without_dependencies_comes_alone) {
  auto world = project();
  world.options.targets = {spare};
  EXPECT_THAT(planned_keys(world), UnorderedElementsAre(spare));
}

TEST(Selection, what_is_excluded_takes_along_what_depends_on_it) {
  auto world = project();
  world.options.excludes = {data_key};
  EXPECT_THAT(planned_keys(world), UnorderedElementsAre(alice, spare));
}

TEST(Selection, the_closure_is_shown) {
  auto world = project();
  world.options.targets = {trainer_key};
  const auto text = render_text(world.plan().plan, {});
  EXPECT_THAT(text,
              HasSubstr("only VirtualMachine/trainer, and with it SSHKey/alice, Volume/data"));
  EXPECT_THAT(text, HasSubstr("1 resource is left as it is"));
  world.options = {.excludes = {data_key}, .secrets = world.options.secrets};
  EXPECT_THAT(render_text(world.plan().plan, {}),
              HasSubstr("Volume/data, and with it VirtualMachine/trainer is left out"));
}

TEST(Selection, a_manifest_that_is_gone_is_deleted_with_what_still_uses_it) {
  auto world = project();
  world.apply();
  world.unwant(trainer_key);
  world.unwant(data_key);
  world.options.targets = {data_key};
  EXPECT_THAT(planned_keys(world), UnorderedElementsAre(data_key, trainer_key));
}

TEST(Selection, an_excluded_deletion_keeps_what_the_thing_uses) {
  auto world = project();
  world.apply();
  world.unwant(trainer_key);
  world.unwant(data_key);
  world.unwant(spare);
  world.options.excludes = {trainer_key};
  EXPECT_THAT(planned_keys(world), UnorderedElementsAre(spare));
}

TEST(Selection, a_replacement_under_a_machine_that_is_left_out_is_refused) {
  auto world = project();
  world.apply();
  world.want("data", volume_spec(600));
  world.options.targets = {data_key};
  const Planned planned = world.plan();
  EXPECT_THAT(all_messages(planned.diagnostics),
              HasSubstr("VirtualMachine/trainer, which uses it, is left out"));
}

TEST(Selection, an_unknown_name_is_refused_with_the_nearest) {
  auto world = project();
  world.options.targets = {{Kind::volume, "dat"}};
  const auto planned = world.plan();
  ASSERT_TRUE(has_errors(planned.diagnostics));
  EXPECT_THAT(planned.diagnostics.front().hint, HasSubstr("Volume/data"));
}

TEST(Selection, a_target_that_is_excluded_is_a_contradiction) {
  auto world = project();
  world.options.targets = {trainer_key};
  world.options.excludes = {data_key};
  EXPECT_THAT(all_messages(world.plan().diagnostics), HasSubstr("--exclude leaves it out"));
}

TEST(Selection, destroying_a_target_takes_what_uses_it) {
  auto world = project();
  world.apply();
  world.options.destroy = true;
  world.options.targets = {data_key};
  EXPECT_THAT(planned_keys(world), UnorderedElementsAre(data_key, trainer_key));
}

/// Steps act only on selected resources, the account accepts them all, and what was left out is
/// still planned afterwards exactly as without a selection.
TEST(Selection, keeps_its_hands_off_everything_else) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWorld random(seed);
    random.add_foreign_things();
    TestWorld& world = random.world;
    for (int round = 0; round < 4; ++round) {
      random.edit_manifests();
      const Planned whole = world.plan();
      if (has_errors(whole.diagnostics) || whole.plan.changes.empty()) continue;
      const auto& changes = whole.plan.changes;
      const ResourceKey chosen = changes[seed % changes.size()].key;
      (round % 2 == 0 ? world.options.targets : world.options.excludes) = {chosen};
      const Planned part = world.plan();
      const bool excluded = !world.options.excludes.empty();
      world.options.targets.clear();
      world.options.excludes.clear();
      if (!has_errors(part.diagnostics)) {
        EXPECT_LE(part.plan.changes.size(), changes.size());
        if (excluded) {
          EXPECT_EQ(change_of(part.plan, chosen), nullptr);
        }
        EXPECT_THAT(apply_to(world, part.plan), IsEmpty()) << render_text(part.plan, {});
      }
      const Planned rest = world.plan();
      EXPECT_FALSE(has_errors(rest.diagnostics)) << all_messages(rest.diagnostics);
      EXPECT_THAT(apply_to(world, rest.plan), IsEmpty()) << render_text(rest.plan, {});
      EXPECT_TRUE(world.plan().plan.empty()) << render_text(world.plan().plan, {});
    }
  }
}

}  // namespace
}  // namespace muster
