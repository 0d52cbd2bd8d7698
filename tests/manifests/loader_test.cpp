#include "manifests/loader.hpp"

#include "tests/manifests/support.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

constexpr const char* whole_machine = R"(apiVersion: muster/v1
kind: VirtualMachine
metadata:
  name: trainer
  labels: {team: nlp}
spec:
  tier: legacy
  region: CANADA-1
  gpu: {model: H100, count: 2}
  boot: {osImage: Ubuntu}
  sshKeys: [{existing: bob}]
  firewalls: []
  securityRules:
    - {direction: ingress, protocol: tcp, ports: 22, cidr: "::/0"}
  publicIp: true
  userData: {env: SECRET}
  powerState: Stopped
  lifecycle: {protect: true, onDelete: retain, onDrift: report, replace: createFirst}
  timeouts: {create: 20m, delete: 90s}
)";

TEST(Loader, reads_every_field_of_a_machine) {
  const auto loaded = load_text(whole_machine);
  EXPECT_EQ(rendered(loaded.diagnostics), "");
  const auto& resource = loaded.desired.resources.at(0);
  EXPECT_EQ(resource.key, (ResourceKey{Kind::virtual_machine, "trainer"}));
  EXPECT_EQ(resource.labels, (Labels{{"team", "nlp"}}));
  EXPECT_EQ(resource.lifecycle, (Lifecycle{.protect = true,
                                           .on_delete = OnDelete::retain,
                                           .on_drift = OnDrift::report,
                                           .replace = Replace::create_first}));
  EXPECT_EQ(resource.timeouts,
            (Timeouts{.create = std::chrono::minutes(20), .remove = std::chrono::seconds(90)}));
  const auto& spec = spec_of<VirtualMachineSpec>(loaded, Kind::virtual_machine, "trainer");
  EXPECT_EQ(spec.gpu, (GpuSpec{"H100", 2}));
  EXPECT_EQ(spec.boot.os_image, "Ubuntu");
  EXPECT_EQ(spec.ssh_keys, (std::vector<Reference<Kind::ssh_key>>{{"bob", true}}));
  EXPECT_EQ(spec.firewalls, std::vector<Reference<Kind::firewall>>());
  EXPECT_EQ(spec.volumes, std::nullopt);
  EXPECT_EQ(spec.security_rules,
            (std::vector<SecurityRule>{{.ports = Ports{22, 22}, .cidr = {"::/0", true}}}));
  EXPECT_EQ(spec.public_ip, true);
  EXPECT_EQ(spec.user_data->text, "hunter2");
  EXPECT_EQ(spec.user_data->origin, SourcedText::Origin::environment);
  EXPECT_EQ(spec.power_state, PowerState::stopped);
}

TEST(Loader, remembers_where_every_field_stands) {
  const auto loaded = load_text(whole_machine);
  const auto& resource = loaded.desired.resources.at(0);
  EXPECT_EQ(resource.position, (Position{"a.yaml", 1, 1}));
  EXPECT_EQ(resource.position_of("/spec/gpu/count"), (Position{"a.yaml", 9, 29}));
  EXPECT_EQ(resource.position_of("/spec/securityRules/0/cidr"), (Position{"a.yaml", 14, 60}));
  EXPECT_EQ(resource.position_of("/spec/volumes"), resource.position_of("/spec"));
  EXPECT_EQ(resource.position_of("/metadata/name"), (Position{"a.yaml", 4, 9}));
}

TEST(Loader, accepts_sizes_and_ports_as_numbers_and_texts) {
  const auto loaded = load_text(
      manifest("Volume", "a", "{tier: legacy, region: R, type: SSD, size: 500}") +
      manifest("Volume", "b", "{tier: advanced, region: R, type: NVMe, size: 2 TB}") +
      manifest("Firewall", "f",
               "{region: R, rules: [{direction: egress, protocol: udp, ports: 8000-8010, cidr: "
               "10.0.0.0/8}]}"));
  EXPECT_EQ(rendered(loaded.diagnostics), "");
  EXPECT_EQ(spec_of<VolumeSpec>(loaded, Kind::volume, "a").size.count, 500);
  EXPECT_EQ(spec_of<VolumeSpec>(loaded, Kind::volume, "b").size.count, 2000);
  EXPECT_EQ(spec_of<FirewallSpec>(loaded, Kind::firewall, "f").rules.at(0).ports,
            (Ports{8000, 8010}));
}

TEST(Loader, reads_files_beside_the_manifest) {
  std::string asked;
  auto options = test_options();
  options.read_file = [&](const std::string& manifest_path,
                          const std::string& path) -> Result<std::string> {
    asked = manifest_path + " " + path;
    return "ssh-rsa AAAA";
  };
  const auto loaded = load(
      {{"keys/a.yaml", manifest("SSHKey", "alice", "{publicKey: {file: ../a.pub}}")}}, options);
  EXPECT_EQ(asked, "keys/a.yaml ../a.pub");
  const auto& key = spec_of<SshKeySpec>(loaded, Kind::ssh_key, "alice").public_key;
  EXPECT_EQ(key.text, "ssh-rsa AAAA");
  EXPECT_EQ(key.origin, SourcedText::Origin::file);
  EXPECT_EQ(key.source, "../a.pub");
}

TEST(Loader, does_not_depend_on_the_order_of_files) {
  std::vector<ManifestFile> files = {
      {"c.yaml", machine("b") + machine("a", "volumes: [v]")},
      {"a.yaml", manifest("Volume", "v", "{tier: advanced, region: X, type: SSD, size: 1}")},
      {"b.yaml", machine("a") + manifest("Project", "p", "{variables: {x: {}}}")},
      {"d.yaml", manifest("Project", "q", "{}")},
  };
  const auto once = load(files, test_options());
  ASSERT_GE(once.diagnostics.size(), 4U);
  for (std::ranges::sort(files, {}, &ManifestFile::path);
       std::ranges::next_permutation(files, {}, &ManifestFile::path).found;) {
    const auto again = load(files, test_options());
    EXPECT_EQ(rendered(again.diagnostics), rendered(once.diagnostics));
    ASSERT_EQ(again.desired.resources.size(), once.desired.resources.size());
    for (std::size_t i = 0; i < again.desired.resources.size(); ++i) {
      EXPECT_EQ(again.desired.resources[i].key, once.desired.resources[i].key);
      EXPECT_EQ(again.desired.resources[i].position, once.desired.resources[i].position);
    }
  }
}

TEST(Loader, an_empty_project_wants_nothing) {
  for (const auto& files :
       {std::vector<ManifestFile>{}, {{"a.yaml", ""}}, {{"a.yaml", "# x\n---\n"}}}) {
    const auto loaded = load(files, {});
    EXPECT_TRUE(loaded.desired.resources.empty());
    EXPECT_TRUE(loaded.diagnostics.empty());
    EXPECT_EQ(loaded.project, ProjectSpec());
  }
}

TEST(Loader, reports_the_problems_of_all_files_and_documents) {
  const auto loaded =
      load({{"a.yaml", manifest("Volume", "v", "{region: R}") + "--- 1\n"}, {"b.yaml", "a: 'b"}},
           test_options());
  std::vector<std::string> places;
  for (const auto& d : loaded.diagnostics)
    places.push_back(d.position.file + ":" + std::to_string(d.position.line));
  EXPECT_EQ(places,
            (std::vector<std::string>{"a.yaml:5", "a.yaml:5", "a.yaml:5", "a.yaml:6", "b.yaml:1"}));
}

TEST(Replicas, stand_for_numbered_machines) {
  const auto loaded = load_text(machine("vm", "replicas: 3, powerState: Active"));
  EXPECT_EQ(rendered(loaded.diagnostics), "");
  ASSERT_EQ(loaded.desired.resources.size(), 3U);
  for (int i = 0; i < 3; ++i) {
    const auto& spec =
        spec_of<VirtualMachineSpec>(loaded, Kind::virtual_machine, "vm-" + std::to_string(i));
    EXPECT_EQ(spec.power_state, PowerState::active);
    EXPECT_EQ(spec.replicas, std::nullopt);
  }
}

TEST(Replicas, of_none_are_nothing) {
  EXPECT_TRUE(load_text(machine("vm", "replicas: 0")).desired.resources.empty());
}

TEST(Replicas, must_not_take_the_names_of_others) {
  const auto loaded = load_text(machine("vm", "replicas: 2") + machine("vm-1"));
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].message, "VirtualMachine/vm-1 exists already at a.yaml:4:18");
}

TEST(Replicas, need_room_in_the_name) {
  const auto loaded = load_text(machine(std::string(48, 'a'), "replicas: 11"));
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_NE(loaded.diagnostics[0].message.find("longer than 50 characters"), std::string::npos);
  EXPECT_TRUE(load_text(machine(std::string(48, 'a'), "replicas: 10")).diagnostics.empty());
}

TEST(ReadProject, finds_the_project_and_leaves_the_rest) {
  const auto read =
      read_project({"muster.yaml", manifest("Project", "p", "{manifests: [x], ledger: l.db}") +
                                       machine("vm", "nope: 1")});
  EXPECT_EQ(rendered(read.diagnostics), "");
  EXPECT_EQ(read.project.manifests, std::vector<std::string>{"x"});
  EXPECT_EQ(read.project.ledger, "l.db");
}

TEST(ReadProject, reports_what_is_wrong_with_it) {
  const auto read = read_project({"muster.yaml", manifest("Project", "p", "{manifest: [x]}")});
  EXPECT_NE(rendered(read.diagnostics).find("did you mean `manifests`?"), std::string::npos);
}

TEST(ReadContract, reads_corrections_of_the_api) {
  const auto read = read_contract_overrides({"contract.yaml", R"(authHeader: X-Api-Key
authPrefix: ""
routes:
  deployInstance: {method: POST, path: /vm/deploy}
names:
  instance_id: [vm_id, id]
states:
  stopped: [SHUTOFF, stopped]
)"});
  EXPECT_EQ(rendered(read.diagnostics), "");
  EXPECT_EQ(read.overrides.auth_header, "X-Api-Key");
  EXPECT_EQ(read.overrides.auth_prefix, "");
  EXPECT_EQ(read.overrides.routes.at("deployInstance").path, "/vm/deploy");
  EXPECT_EQ(read.overrides.names.at("instance_id"), (std::vector<std::string>{"vm_id", "id"}));
}

TEST(ReadContract, reports_unknown_fields_and_more_documents) {
  const auto read = read_contract_overrides({"contract.yaml", "authHeadr: x\n---\na: b\n"});
  EXPECT_EQ(rendered(read.diagnostics),
            "contract.yaml:3:1: error: one document is expected here\n"
            "  3 | a: b\n    | ^\n"
            "contract.yaml:1:1: error: unknown field `authHeadr`\n"
            "  1 | authHeadr: x\n    | ^~~~~~~~~\n"
            "  help: did you mean `authHeader`?\n");
}

}  // namespace
}  // namespace muster
