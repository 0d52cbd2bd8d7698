#include "model/references.hpp"

#include "tests/manifests/support.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

const std::string volume_text =
    manifest("Volume", "datasets", "{tier: legacy, region: CANADA-1, type: SSD, size: 100}");

TEST(References, are_found_in_every_corner_of_a_spec) {
  VirtualMachineSpec spec;
  spec.boot.custom_image = Reference<Kind::custom_image>{"i"};
  spec.ssh_keys = {{"k", true}, {"l"}};
  spec.volumes = {{{"v"}}};
  std::vector<std::string> seen;
  for_each_reference(spec, [&](const AnyReference& reference, const std::string& pointer) {
    seen.push_back(pointer + " " + std::string(to_string(reference.kind)) + " " + reference.name +
                   (reference.existing ? " existing" : ""));
  });
  EXPECT_EQ(seen, (std::vector<std::string>{
                      "/spec/boot/customImage CustomImage i", "/spec/sshKeys/0 SSHKey k existing",
                      "/spec/sshKeys/1 SSHKey l", "/spec/volumes/0 Volume v"}));
}

TEST(References, to_manifests_of_the_project_are_fine) {
  EXPECT_EQ(rendered(load_text(volume_text + machine("vm", "volumes: [datasets]")).diagnostics),
            "");
}

TEST(References, suggest_the_name_that_was_meant) {
  EXPECT_EQ(
      rendered(load_text(volume_text + machine("vm", "volumes: [datasest]")).diagnostics),
      "a.yaml:10:133: error: there is no Volume `datasest`\n"
      "  10 | spec: {tier: legacy, region: CANADA-1, gpu: {model: H100, count: 1}, boot: {osImage: "
      "Ubuntu}, sshKeys: [{existing: bob}], volumes: [datasest]}\n"
      "     |" +
          std::string(133, ' ') +
          "^~~~~~~~\n"
          "  help: did you mean `datasets`?\n");
}

TEST(References, tell_how_to_name_what_is_not_managed) {
  const auto shown = rendered(load_text(machine("vm", "volumes: [other]")).diagnostics);
  EXPECT_NE(shown.find("use {existing: other} for something muster does not manage"),
            std::string::npos)
      << shown;
}

TEST(References, to_a_manifest_as_existing_are_warned_about) {
  const auto loaded = load_text(volume_text + machine("vm", "volumes: [{existing: datasets}]"));
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].severity, Severity::warning);
  EXPECT_EQ(loaded.diagnostics[0].message, "Volume `datasets` is a manifest of this project");
}

TEST(References, to_replicas_must_say_which) {
  const auto loaded =
      load_text(machine("vm", "replicas: 2") + manifest("Snapshot", "s", "{virtualMachine: vm}") +
                manifest("Snapshot", "t", "{virtualMachine: vm-1}"));
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].message, "there is no VirtualMachine `vm`");
  EXPECT_NE(loaded.diagnostics[0].hint.find("`vm-0`"), std::string::npos);
}

TEST(References, are_not_missed_in_files_that_cannot_be_read) {
  const auto loaded =
      load({{"a.yaml", machine("vm", "volumes: [v]")}, {"b.yaml", "a: 'b"}}, test_options());
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].position.file, "b.yaml");
}

TEST(Cycles, are_reported_once_with_their_path) {
  const auto loaded = load_text(manifest("VirtualMachine", "vm",
                                         "{tier: legacy, region: R, gpu: {model: H, count: 1}, "
                                         "boot: {customImage: image}, sshKeys: "
                                         "[{existing: bob}]}") +
                                manifest("CustomImage", "image", "{snapshot: snap}") +
                                manifest("Snapshot", "snap", "{virtualMachine: vm}"));
  ASSERT_EQ(loaded.diagnostics.size(), 1U) << rendered(loaded.diagnostics);
  EXPECT_EQ(loaded.diagnostics[0].message,
            "these need each other: VirtualMachine/vm -> CustomImage/image -> Snapshot/snap -> "
            "VirtualMachine/vm");
  EXPECT_EQ(loaded.diagnostics[0].position, (Position{"a.yaml", 15, 24}));
}

TEST(Cycles, are_not_seen_where_two_share_a_third) {
  const auto loaded = load_text(machine("vm") + manifest("Snapshot", "a", "{virtualMachine: vm}") +
                                manifest("Snapshot", "b", "{virtualMachine: vm}"));
  EXPECT_EQ(rendered(loaded.diagnostics), "");
}

TEST(Cycles, of_great_length_do_no_harm) {
  std::string text;
  constexpr int count = 3000;
  for (int i = 0; i < count; ++i) {
    const auto n = std::to_string(i);
    text += manifest("VirtualMachine", "m" + n,
                     "{tier: legacy, region: R, gpu: {model: H, count: 1}, boot: {snapshot: s" + n +
                         "}, sshKeys: [{existing: bob}]}");
    text +=
        manifest("Snapshot", "s" + n, "{virtualMachine: m" + std::to_string((i + 1) % count) + "}");
  }
  const auto loaded = load_text(text);
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_TRUE(loaded.diagnostics[0].message.ends_with(
      " -> 5988 more -> " + to_string(loaded.desired.resources.front().key)))
      << loaded.diagnostics[0].message;
}

}  // namespace
}  // namespace muster
