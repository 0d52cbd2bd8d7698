// From an account to manifests and back: what is imported plans to no change.

#include "controller/reconcile/importing.hpp"

#include "manifests/exporter.hpp"
#include "manifests/formatter.hpp"
#include "tests/diff/random_world.hpp"
#include "tests/support/fake_cloud.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ImportRequest request_beside(const std::vector<ManifestFile>& project) {
  ImportRequest request;
  request.file_for = [](Kind kind) { return std::string(to_string(kind)) + ".yaml"; };
  request.load = [project](std::vector<ManifestFile> files) -> Result<Loaded> {
    files.insert(files.end(), project.begin(), project.end());
    return load(files, {});
  };
  return request;
}

Import imported(const TestWorld& world, const ImportRequest& request) {
  auto made = prepare_import(request, world.live, world.recorded, world.options.secrets);
  EXPECT_TRUE(made) << made.error().text();
  return made ? *std::move(made) : Import();
}

std::string files_of(const Import& import) {
  std::string text;
  for (const auto& file : import.files) text += "=== " + file.path + "\n" + file.text;
  for (const auto& item : import.left_out)
    text += "left out: " + to_string(item.resource.key) + ": " + item.problem + "\n";
  return text;
}

std::vector<std::string> names(const std::vector<Importable>& items) {
  std::vector<std::string> out;
  for (const auto& item : items) out.push_back(to_string(item.resource.key));
  return out;
}

/// The world with the project as it is after the import, the adoptions carried out.
void take_over(TestWorld& world, const Import& import) {
  ASSERT_FALSE(has_errors(import.planned.diagnostics)) << all_messages(import.planned.diagnostics);
  world.desired = import.loaded.desired;
  EXPECT_THAT(apply_to(world, import.planned.plan), IsEmpty());
}

class Importing : public ::testing::Test {
 protected:
  /// An account with a machine, a volume and a firewall that nobody manages.
  Importing() {
    world.want("alice", key_spec());
    world.want("data", volume_spec());
    world.want("ssh", firewall_spec({rule("203.0.113.0/24")}));
    auto spec = machine_spec();
    spec.volumes = {managed<Kind::volume>("data")};
    spec.firewalls = {managed<Kind::firewall>("ssh")};
    world.want("trainer", spec);
    world.apply();
    world.desired = {};
    world.recorded = {};
  }

  Import all() { return imported(world, request_beside({})); }
  Import one(Kind kind, const std::string& name) {
    auto request = request_beside(project);
    request.kind = kind;
    request.name = name;
    return imported(world, request);
  }
  Error refusal(Kind kind, const std::string& name) {
    auto request = request_beside(project);
    request.kind = kind;
    request.name = name;
    auto made = prepare_import(request, world.live, world.recorded, world.options.secrets);
    EXPECT_FALSE(made);
    return made ? Error(Errc::io, "") : made.error();
  }

  TestWorld world;
  std::vector<ManifestFile> project;
};

TEST_F(Importing, all_refer_to_each_other_by_name_and_plan_to_nothing) {
  const auto import = all();
  EXPECT_THAT(names(import.taken),
              ElementsAre("SSHKey/alice", "Firewall/ssh", "Volume/data", "VirtualMachine/trainer"));
  EXPECT_THAT(import.left_out, IsEmpty());
  EXPECT_THAT(files_of(import),
              HasSubstr("sshKeys: [alice]\n  firewalls: [ssh]\n  volumes: [data]"));
  EXPECT_EQ(import.planned.plan.steps.size(), 4U);
  EXPECT_EQ(import.planned.plan.calls, 0U);
  take_over(world, import);
  EXPECT_TRUE(world.plan().plan.empty()) << all_messages(world.plan().diagnostics);
}

TEST_F(Importing, one_refers_to_the_others_as_existing) {
  const auto import = one(Kind::virtual_machine, "trainer");
  EXPECT_THAT(files_of(import), HasSubstr("volumes: [{existing: data}]"));
  take_over(world, import);
  EXPECT_TRUE(world.plan().plan.empty());
}

TEST_F(Importing, what_is_managed_is_refused_with_its_manager) {
  take_over(world, all());
  const auto error = refusal(Kind::volume, "data");
  EXPECT_EQ(error.code(), Errc::conflict);
  EXPECT_THAT(error.text(), HasSubstr("is managed already, as Volume/data"));
}

TEST_F(Importing, a_name_that_is_not_there_suggests_the_nearest) {
  const auto error = refusal(Kind::volume, "dta");
  EXPECT_EQ(error.code(), Errc::not_found);
  EXPECT_THAT(error.text(), HasSubstr("did you mean 'data'?"));
}

TEST_F(Importing, leaves_out_what_no_manifest_can_name_and_takes_the_rest) {
  world.volume("data").name = "my\ndata: x";
  world.machine("trainer").name = "no";
  const auto import = all();
  EXPECT_THAT(names(import.taken),
              ElementsAre("SSHKey/alice", "Firewall/ssh", "VirtualMachine/no"));
  ASSERT_EQ(import.left_out.size(), 1U);
  EXPECT_THAT(import.left_out[0].problem, HasSubstr("is not a name"));
  EXPECT_THAT(import.left_out[0].problem, HasSubstr("{existing: NAME}"));
  EXPECT_THAT(files_of(import), HasSubstr("volumes: [{existing: \"my\\ndata: x\"}]"));
  EXPECT_THAT(files_of(import), HasSubstr("metadata: {name: \"no\"}"));
  take_over(world, import);
  EXPECT_TRUE(world.plan().plan.empty());
}

struct Odd {
  const char* what;
  void (*make)(TestWorld&);
  const char* problem;
};

TEST_F(Importing, leaves_out_what_cannot_be_known_or_will_not_stay) {
  const Odd cases[] = {
      {"boot", [](TestWorld& w) { w.machine("trainer").os_image.reset(); },
       "the account does not say what it booted from (boot)"},
      {"keys", [](TestWorld& w) { w.machine("trainer").ssh_keys.clear(); },
       "the account does not say which keys it was given (sshKeys)"},
      {"lost key", [](TestWorld& w) { w.machine("trainer").ssh_keys = {"gone"}; },
       "the account has no key, or more than one, named 'gone' (sshKeys)"},
      {"tier", [](TestWorld& w) { w.machine("trainer").tier.reset(); }, "in which tier"},
      {"broken", [](TestWorld& w) { w.machine("trainer").state = VmState::error; },
       "it is in an error state in the account"},
      {"going", [](TestWorld& w) { w.machine("trainer").state = VmState::deleting; },
       "it is being deleted"},
      {"host name",
       [](TestWorld& w) {
         w.machine("trainer").tier = Tier::advanced;
         w.machine("trainer").name = "Trainer";
         w.volume("data").tier = Tier::advanced;
         w.volume("data").type = VolumeType::nvme;
       },
       "becomes its host name"},
      {"twice",
       [](TestWorld& w) {
         auto twin = w.machine("trainer");
         twin.id.text += "2";
         w.live.virtual_machines.push_back(twin);
       },
       "the account has 2 things of this name"},
  };
  const TestWorld before = world;
  for (const auto& odd : cases) {
    SCOPED_TRACE(odd.what);
    world = before;
    odd.make(world);
    const auto import = all();
    EXPECT_THAT(names(import.taken), ElementsAre("SSHKey/alice", "Firewall/ssh", "Volume/data"));
    ASSERT_FALSE(import.left_out.empty());
    EXPECT_THAT(import.left_out[0].problem, HasSubstr(odd.problem));
    take_over(world, import);
    EXPECT_TRUE(world.plan().plan.empty());
  }
}

TEST_F(Importing, a_draft_of_what_is_not_known_stands_as_a_comment_beside_the_rest) {
  auto twin = world.volume("data");
  twin.id.text += "2";
  twin.name = "odd";
  twin.type.reset();
  world.live.volumes.push_back(twin);
  const auto import = all();
  EXPECT_THAT(files_of(import),
              HasSubstr("# kind: Volume\n# metadata: {name: odd}\n# spec:\n#   tier: legacy\n"));
  EXPECT_THAT(files_of(import), HasSubstr("#   type: # unknown: the account does not say"));
  for (const auto& file : import.files)
    EXPECT_EQ(format_manifest(file).text, file.text) << file.path;
}

TEST_F(Importing, says_in_comments_what_no_manifest_can_say) {
  auto& machine = world.machine("trainer");
  machine.public_ip = "192.0.2.7";
  machine.ssh_keys.emplace_back("lost");
  const auto text = files_of(all());
  for (const auto* remark : {"public address (192.0.2.7)", "does not show userData",
                             "no longer has exactly one named 'lost'", "ignore: [/spec/sshKeys]"})
    EXPECT_THAT(text, HasSubstr(remark));
}

TEST_F(Importing, a_thing_that_a_manifest_calls_existing_is_left_to_its_author) {
  take_over(world, one(Kind::virtual_machine, "trainer"));
  project = {{"vm.yaml", export_manifest(world.desired.resources.at(0))}};
  const auto import = one(Kind::volume, "data");
  ASSERT_EQ(import.left_out.size(), 1U);
  EXPECT_THAT(import.left_out[0].problem,
              HasSubstr("VirtualMachine/trainer refers to it as {existing: data} (vm.yaml:"));
}

TEST_F(Importing, a_thing_on_a_managed_machine_that_does_not_list_it_is_left_to_its_author) {
  take_over(world, one(Kind::virtual_machine, "trainer"));
  auto& spec = std::get<VirtualMachineSpec>(world.wanted({Kind::virtual_machine, "trainer"}).spec);
  spec.volumes.emplace();
  project = {{"vm.yaml", export_manifest(world.desired.resources.at(0))}};
  const auto import = one(Kind::volume, "data");
  ASSERT_EQ(import.left_out.size(), 1U);
  EXPECT_THAT(import.left_out[0].problem, HasSubstr("does not list it"));
}

TEST_F(Importing, nothing_else_is_done_on_the_way) {
  take_over(world, one(Kind::volume, "data"));
  std::get<VolumeSpec>(world.wanted({Kind::volume, "data"}).spec).size = {900};
  world.wanted({Kind::volume, "data"}).lifecycle.replace = Replace::allow;
  project = {{"data.yaml", export_manifest(world.desired.resources.at(0))}};
  const auto error = refusal(Kind::virtual_machine, "trainer");
  EXPECT_EQ(error.code(), Errc::conflict);
  EXPECT_THAT(error.text(), HasSubstr("Volume/data"));
  EXPECT_THAT(error.text(), HasSubstr("`muster apply`"));
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
    std::erase_if(world.recorded.resources, [&](auto& entry) { return forgotten(entry.first); });
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
