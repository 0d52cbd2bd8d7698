// From an account to manifests and back: what is imported plans to no change.

#include "manifests/exporter.hpp"
#include "manifests/formatter.hpp"
#include "tests/controller/support/imports.hpp"

namespace muster::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

TEST_F(Importing, copies_refer_to_what_they_were_made_of) {
  auto snapshot = snapshot_of(world.machine("trainer"), "before");
  snapshot.description = "as delivered";
  world.live.snapshots = {snapshot};
  world.live.images = {image_of(snapshot, "golden")};
  const auto import = all();
  EXPECT_THAT(import.left_out, IsEmpty());
  const auto text = files_of(import);
  EXPECT_THAT(text, HasSubstr("metadata: {name: before}\nspec:\n  virtualMachine: trainer\n"
                              "  description: as delivered\n"));
  EXPECT_THAT(text, HasSubstr("metadata: {name: golden}\nspec:\n  snapshot: before\n"));
  take_over(world, import);
  EXPECT_TRUE(world.plan().plan.empty()) << all_messages(world.plan().diagnostics);
}

TEST_F(Importing, a_copy_alone_refers_to_what_exists) {
  world.live.snapshots = {snapshot_of(world.machine("trainer"), "before")};
  world.live.images = {image_of(world.snapshot("before"), "golden")};
  EXPECT_THAT(files_of(one(Kind::custom_image, "golden")),
              HasSubstr("snapshot: {existing: before}"));
  const auto import = one(Kind::snapshot, "before");
  EXPECT_THAT(files_of(import), HasSubstr("virtualMachine: {existing: trainer}"));
  take_over(world, import);
  EXPECT_TRUE(world.plan().plan.empty()) << all_messages(world.plan().diagnostics);
}

TEST_F(Importing, a_snapshot_outlives_its_machine) {
  world.live.snapshots = {snapshot_of(world.machine("trainer"), "before")};
  world.live.virtual_machines.clear();
  const auto import = all();
  EXPECT_THAT(files_of(import), HasSubstr("virtualMachine: {existing: trainer}"));
  EXPECT_THAT(files_of(import), HasSubstr("'trainer', is gone"));
  take_over(world, import);
  EXPECT_TRUE(world.plan().plan.empty()) << all_messages(world.plan().diagnostics);
}

TEST_F(Importing, an_image_of_nothing_known_is_left_out_with_a_draft) {
  auto image = image_of(snapshot_of(world.machine("trainer"), "gone"), "golden");
  world.live.images = {image};
  const auto import = one(Kind::custom_image, "golden");
  ASSERT_EQ(import.left_out.size(), 1U);
  EXPECT_THAT(import.left_out[0].problem,
              HasSubstr("does not say which snapshot it was made from (snapshot)"));
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

}  // namespace
}  // namespace muster::testing
