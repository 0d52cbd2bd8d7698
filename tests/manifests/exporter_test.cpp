// Whatever the account holds: what is written reads as the same, and formatting leaves it alone.

#include "manifests/exporter.hpp"

#include "manifests/envelope.hpp"
#include "manifests/formatter.hpp"
#include "manifests/read_spec.hpp"
#include "manifests/variables.hpp"
#include "manifests/yaml_parser.hpp"
#include "manifests/yaml_text.hpp"
#include "tests/manifests/random_spec.hpp"
#include "tests/manifests/support.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

using testing::RandomSpec;

/// What the scalar stands for.
std::string read_back(const std::string& scalar) {
  const std::string text = "a: " + scalar + "\n";
  const auto parsed = parse_yaml(SourceText("a.yaml", text));
  if (!parsed.diagnostics.empty()) return "!" + parsed.diagnostics[0].message;
  const YamlNode& node = parsed.documents.at(0).items.at(0);
  return scalar_type(node) == ScalarType::text ? node.text : "!not a text: " + node.text;
}

TEST(YamlText, is_quoted_only_where_it_could_be_mistaken) {
  const std::pair<const char*, const char*> cases[] = {
      {"datasets", "datasets"},
      {"Ubuntu Server 22.04 LTS", "Ubuntu Server 22.04 LTS"},
      {"ssh-ed25519 AAAA+/= alice@laptop", "ssh-ed25519 AAAA+/= alice@laptop"},
      {"/mnt/data", "/mnt/data"},
      {"", "\"\""},
      {"no", "\"no\""},
      {"Yes", "\"Yes\""},
      {"null", "\"null\""},
      {"~", "\"~\""},
      {"123", "\"123\""},
      {"1e3", "\"1e3\""},
      {"0777", "\"0777\""},
      {".5", "\".5\""},
      {"2026-01-15", "\"2026-01-15\""},
      {"-dash", "\"-dash\""},
      {"a: b", "\"a: b\""},
      {"a #b", "\"a #b\""},
      {"a, b", "\"a, b\""},
      {"[x]", "\"[x]\""},
      {" a", "\" a\""},
      {"a ", "\"a \""},
      {"a  b", "\"a  b\""},
      {"say \"hi\" \\o/", "\"say \\\"hi\\\" \\\\o/\""},
      {"tab\tnewline\n", "\"tab\\tnewline\\n\""},
      {"\x1b[2J", "\"\\x1B[2J\""},
      {"caf\xC3\xA9 \xE6\x97\xA5", "\"caf\xC3\xA9 \xE6\x97\xA5\""},
      {"a\xE2\x80\xAE"
       "b",
       "\"a\\u202Eb\""},
      {"\xEF\xBB\xBF", "\"\\uFEFF\""},
      {"\xF3\xA0\x80\x81", "\"\\U000E0001\""},
  };
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(expected);
    EXPECT_EQ(yaml_scalar(text), expected);
    EXPECT_EQ(read_back(yaml_scalar(text)), text);
  }
}

TEST(YamlText, shows_bytes_that_are_no_text_as_such) {
  EXPECT_EQ(yaml_scalar("a\xFF"
                        "b\xC3"),
            "\"a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\"");
}

TEST(YamlText, stands_as_a_block_only_if_nothing_can_get_lost) {
  EXPECT_TRUE(fits_in_block("#!/bin/sh\n\n\techo 'a: b' # c\n"));
  EXPECT_TRUE(fits_in_block("one\ntwo"));
  for (const char* text : {"one line", " indented\n", "\tindented\n", "\nlater\n", "two ends\n\n",
                           "blank at the end \nx\n", "control\x1b\nx\n", "dos\r\n", "bad\xFF\nx\n"})
    EXPECT_FALSE(fits_in_block(text)) << text;
  EXPECT_EQ(yaml_block("a\n\n b\n", 2), "|\n  a\n\n   b\n");
  EXPECT_EQ(yaml_block("a\nb", 2), "|-\n  a\n  b\n");
}

TEST(YamlText, comments_cannot_be_left_by_what_they_say) {
  EXPECT_EQ(yaml_comment("named 'a\nkind: Volume\r\xC2\x85\xE2\x80\xA8z'"),
            "# named 'a\\nkind: Volume\\r\\x85\\u2028z'\n");
  EXPECT_EQ(yaml_comment("  "), "");
  const auto lines = yaml_comment(std::string(60, 'a') + " " + std::string(60, 'b'));
  EXPECT_EQ(lines, "# " + std::string(60, 'a') + "\n# " + std::string(60, 'b') + "\n");
  EXPECT_EQ(commented_out("a:\n\n  b\n"), "# a:\n#\n#   b\n");
}

TEST(Exporter, writes_a_manifest_as_a_person_would) {
  Resource resource;
  resource.key = {Kind::virtual_machine, "trainer"};
  resource.lifecycle.ignore = {"/spec/sshKeys"};
  VirtualMachineSpec spec;
  spec.region = "CANADA-1";
  spec.gpu.model = "H100-PCIe-NVLink-80GB";
  spec.gpu.count = 2;
  spec.boot.os_image = "Ubuntu Server 22.04 LTS R535 CUDA 12.2";
  spec.ssh_keys = {{"alice", false}, {"bob the builder", true}};
  spec.volumes.emplace();
  spec.security_rules = {{Direction::ingress, Protocol::tcp, Ports{22, 22}, *parse_cidr("::/0")}};
  spec.power_state = PowerState::stopped;
  resource.spec = spec;
  EXPECT_EQ(export_manifest(resource, {{"Its public address goes with it."}, {}}),
            R"(# Its public address goes with it.
apiVersion: muster/v1
kind: VirtualMachine
metadata: {name: trainer}
spec:
  tier: legacy
  region: CANADA-1
  gpu: {model: H100-PCIe-NVLink-80GB, count: 2}
  boot: {osImage: Ubuntu Server 22.04 LTS R535 CUDA 12.2}
  sshKeys: [alice, {existing: bob the builder}]
  volumes: []
  securityRules:
    - {direction: ingress, protocol: tcp, ports: 22, cidr: "::/0"}
  powerState: Stopped
  lifecycle: {ignore: [/spec/sshKeys]}
)");
}

TEST(Exporter, says_what_is_unknown_where_it_belongs) {
  Resource resource;
  resource.key = {Kind::volume, "data"};
  resource.spec = VolumeSpec{.region = "CANADA-1", .size = {500}};
  EXPECT_EQ(export_manifest(resource, {{}, {{"type", "the account does not say"}}}),
            R"(apiVersion: muster/v1
kind: Volume
metadata: {name: data}
spec:
  tier: legacy
  region: CANADA-1
  type: # unknown: the account does not say
  size: 500GB
)");
}

TEST(Exporter, takes_nothing_of_the_account_for_a_variable) {
  Resource resource;
  resource.key = {Kind::startup_script, "s"};
  for (const char* text : {"echo ${var.x}\necho $${var.y}\n", "${var.", "$$${var.${var.a}"}) {
    resource.spec = StartupScriptSpec{{.text = text}};
    const auto loaded = load_text(export_manifest(resource));
    ASSERT_TRUE(loaded.diagnostics.empty()) << rendered(loaded.diagnostics);
    EXPECT_EQ(std::get<StartupScriptSpec>(loaded.desired.resources.at(0).spec).content.text, text);
  }
}

TEST(Exporter, what_it_writes_reads_as_the_same_and_is_formatted) {
  for (std::uint64_t seed = 1; seed <= 500 && !HasFailure(); ++seed) {
    RandomSpec random(seed);
    for (const Kind kind : {Kind::ssh_key, Kind::startup_script, Kind::firewall, Kind::volume,
                            Kind::virtual_machine, Kind::snapshot, Kind::custom_image}) {
      Resource resource;
      resource.key = {kind, random.name()};
      if (random.maybe()) resource.labels[random.text()] = random.text();
      resource.spec = empty_spec(kind);
      std::visit([&](auto& spec) { random.fill(spec); }, resource.spec);
      if (random.maybe()) random.fill(resource.lifecycle);
      if (random.maybe()) random.fill(resource.timeouts);
      const auto text = export_manifest(resource, {{random.text(), random.text()}, {}});
      SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + text);
      const auto parsed = parse_yaml(SourceText("a.yaml", text));
      ASSERT_TRUE(parsed.diagnostics.empty()) << rendered(parsed.diagnostics);
      ASSERT_EQ(parsed.documents.size(), 1U);
      YamlNode document = parsed.documents[0];
      Diagnostics problems;
      const SourceText source("a.yaml", text);
      const auto options = test_options();
      Reader in(source, options, problems);
      substitute(document, {}, in);
      const auto read = read_resource(document, in);
      ASSERT_TRUE(problems.empty()) << rendered(problems);
      ASSERT_TRUE(read);
      EXPECT_EQ(read->key, resource.key);
      EXPECT_EQ(read->labels, resource.labels);
      EXPECT_TRUE(read->spec == resource.spec);
      EXPECT_TRUE(read->lifecycle == resource.lifecycle);
      EXPECT_TRUE(read->timeouts == resource.timeouts);
      EXPECT_EQ(format_manifest({"a.yaml", text}).text, text);
    }
  }
}

}  // namespace
}  // namespace muster
