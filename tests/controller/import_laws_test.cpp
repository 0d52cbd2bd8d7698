// Whatever is in an account: what is imported of it plans to no change.

#include "manifests/exporter.hpp"
#include "manifests/formatter.hpp"
#include "tests/controller/support/imports.hpp"
#include "tests/diff/random_world.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace muster::testing {
namespace {

using ::testing::IsEmpty;

/// Copies of machines, of which some are gone or called otherwise by now.
void add_copies(TestWorld& world, std::mt19937_64& random) {
  const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
  for (const auto& machine : world.live.virtual_machines) {
    if (!chance(40)) continue;
    auto snapshot = snapshot_of(machine, "copy-of-" + machine.id.text);
    if (chance(20)) snapshot.machine = {"BRK-gone"};
    if (chance(10)) snapshot.machine_name.clear();
    if (chance(20)) snapshot.description = "# \"odd\": ${var.x}";
    if (chance(10)) snapshot.state = SetupState::error;
    if (chance(50)) world.live.images.push_back(image_of(snapshot, "image-of-" + machine.id.text));
    if (chance(10)) snapshot.name = "my copy";
    if (chance(85)) world.live.snapshots.push_back(snapshot);
  }
}

/// What accounts hold that no project would make.
void make_odd(TestWorld& world, std::mt19937_64& random) {
  const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
  const auto odd_names = std::to_array<const char*>(
      {"my data", "no", "a\nkind: Volume", "x: {y", "123", "caf\xC3\xA9", "-", ""});
  const auto rename = [&](auto& things) {
    for (auto& thing : things)
      if (chance(15)) thing.name = odd_names.at(random() % odd_names.size());
  };
  rename(world.live.volumes);
  rename(world.live.virtual_machines);
  for (auto& machine : world.live.virtual_machines) {
    if (chance(10)) machine.os_image.reset();
    if (chance(10)) machine.ssh_keys.clear();
    if (chance(10)) machine.ssh_keys.emplace_back("lost");
    if (chance(10)) machine.tier.reset();
    if (chance(10)) machine.state = static_cast<VmState>(random() % 14);
  }
  for (auto& volume : world.live.volumes) {
    if (chance(10)) volume.description = "it's ${var.x}: \"odd\"\n# indeed";
    if (chance(5)) volume.description = std::string(300, 'x');
    if (chance(5)) volume.size = {10};
    if (chance(5)) volume.state = static_cast<VolumeState>(random() % 10);
    if (chance(5)) volume.type.reset();
  }
  for (auto& script : world.live.scripts)
    if (chance(20)) script.content = "#!/bin/sh\r\n${var.x} \x1b\n  ";
  for (auto& key : world.live.ssh_keys)
    if (chance(10)) key.public_key += "\n";
}

TEST(ImportLaws, a_random_account_is_imported_and_plans_to_nothing) {
  std::size_t taken = 0;
  std::size_t left_out = 0;
  for (std::uint64_t seed = 1; seed <= 250 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWorld random(seed);
    std::mt19937_64 more(seed);
    random.add_foreign_things();
    for (int edits = 0; edits < 4; ++edits) random.edit_manifests();
    auto& world = random.world;
    if (const auto made = world.plan(); !has_errors(made.diagnostics)) apply_to(world, made.plan);
    random.disturb_account();
    add_copies(world, more);
    make_odd(world, more);
    world.desired = {};
    world.recorded = {};
    const auto import = imported(world, request_beside({}));
    SCOPED_TRACE(files_of(import));
    for (const auto& file : import.files) EXPECT_EQ(format_manifest(file).text, file.text);
    taken += import.taken.size();
    left_out += import.left_out.size();
    if (import.taken.empty()) continue;
    take_over(world, import);
    const auto again = world.plan();
    EXPECT_FALSE(has_errors(again.diagnostics)) << all_messages(again.diagnostics);
    EXPECT_THAT(programme(again.plan), IsEmpty());
    EXPECT_EQ(world.recorded.resources.size(), import.taken.size());
    const auto rest = imported(world, request_beside(import.files));
    EXPECT_THAT(names(rest.taken), IsEmpty()) << "a second import finds nothing more";
  }
  EXPECT_GT(taken, 600U);
  EXPECT_GT(left_out, 100U);
}

/// The steps of resources that were in the project before.
std::vector<std::string> steps_beside(const Plan& plan, const std::vector<Importable>& taken) {
  std::vector<std::string> steps;
  for (const auto& step : plan.steps) {
    const bool imported = std::ranges::any_of(
        taken, [&](const Importable& item) { return item.resource.key == step.resource; });
    if (!imported) steps.push_back(to_string(step.resource) + " " + describe(step));
  }
  return steps;
}

TEST(ImportLaws, importing_the_rest_of_an_account_changes_no_plan_for_what_was_managed) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= 250 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWorld random(seed);
    random.add_foreign_things();
    for (int edits = 0; edits < 4; ++edits) random.edit_manifests();
    auto& world = random.world;
    if (const auto made = world.plan(); !has_errors(made.diagnostics)) apply_to(world, made.plan);
    // Keys and volumes stay managed; firewalls, scripts and machines become somebody else's.
    const auto forgotten = [](const ResourceKey& key) {
      return key.kind == Kind::firewall || key.kind == Kind::startup_script ||
             key.kind == Kind::virtual_machine;
    };
    std::erase_if(world.recorded.resources.edit(),
                  [&](auto& entry) { return forgotten(entry.first); });
    std::erase_if(world.desired.resources, [&](auto& entry) { return forgotten(entry.key); });
    std::vector<ManifestFile> project;
    for (const auto& resource : world.desired.resources)
      project.push_back({to_string(resource.key) + ".yaml", export_manifest(resource)});
    const auto before = world.plan();
    const auto made =
        prepare_import(request_beside(project), world.live, world.recorded, world.options.secrets);
    if (!made) {
      EXPECT_EQ(made.error().code(), Errc::conflict) << made.error().text();
      continue;
    }
    if (made->taken.empty()) continue;
    SCOPED_TRACE(files_of(*made));
    take_over(world, *made);
    const auto after = world.plan();
    if (has_errors(before.diagnostics)) continue;
    EXPECT_FALSE(has_errors(after.diagnostics)) << all_messages(after.diagnostics);
    EXPECT_EQ(steps_beside(after.plan, made->taken), steps_beside(before.plan, made->taken));
    EXPECT_EQ(after.plan.steps.size(), before.plan.steps.size());
    ++compared;
  }
  EXPECT_GT(compared, 60U);
}

}  // namespace
}  // namespace muster::testing
