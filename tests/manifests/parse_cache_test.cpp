#include "manifests/parse_cache.hpp"

#include "tests/manifests/support.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

ManifestFile volume_file(const std::string& path, const std::string& name,
                         const std::string& size) {
  return {path, "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: " + name +
                    "}\nspec: {tier: legacy, region: CANADA-1, type: SSD, size: " + size + "}\n"};
}

const ManifestFile project_file = {"muster.yaml",
                                   "apiVersion: muster/v1\nkind: Project\nmetadata: {name: p}\n"
                                   "spec: {variables: {SIZE: {default: 100GB}}}\n"};

std::int64_t size_of(const Loaded& loaded, std::size_t i) {
  return std::get<VolumeSpec>(loaded.desired.resources.at(i).spec).size.count;
}

TEST(ParseCache, only_files_that_changed_are_parsed_again) {
  ParseCache cache;
  std::vector<ManifestFile> files = {project_file, volume_file("a.yaml", "a", "100GB"),
                                     volume_file("b.yaml", "b", "100GB")};
  EXPECT_EQ(size_of(load(files, {}, cache), 1), 100);
  EXPECT_EQ(cache.parsed(), 3U);
  EXPECT_EQ(size_of(load(files, {}, cache), 1), 100);
  EXPECT_EQ(cache.parsed(), 0U);
  files[2] = volume_file("b.yaml", "b", "200GB");
  EXPECT_EQ(size_of(load(files, {}, cache), 1), 200);
  EXPECT_EQ(cache.parsed(), 1U);
  files[2].path = "c.yaml";
  EXPECT_EQ(load(files, {}, cache).desired.resources.at(1).position.file, "c.yaml");
  EXPECT_EQ(cache.parsed(), 1U);
  files[2].path = "b.yaml";
  load(files, {}, cache);
  EXPECT_EQ(cache.parsed(), 1U) << "what is gone is not kept";
}

TEST(ParseCache, variables_are_put_in_anew_when_they_change) {
  ParseCache cache;
  const std::vector<ManifestFile> files = {project_file,
                                           volume_file("a.yaml", "a", "\"${var.SIZE}\"")};
  for (const auto* size : {"100", "300", "200"}) {
    const LoadOptions options{.variables = {{"SIZE", std::string(size) + "GB"}}};
    EXPECT_EQ(std::to_string(size_of(load(files, options, cache), 0)), size);
  }
  const LoadOptions same{.variables = {{"SIZE", "200GB"}}};
  EXPECT_EQ(size_of(load(files, same, cache), 0), 200);
  EXPECT_EQ(cache.parsed(), 0U);
}

TEST(ParseCache, what_stands_elsewhere_is_read_each_time) {
  ParseCache cache;
  const std::vector<ManifestFile> files = {
      {"a.yaml",
       "apiVersion: muster/v1\nkind: StartupScript\nmetadata: {name: s}\n"
       "spec: {content: {file: s.sh}}\n"},
      {"b.yaml",
       "apiVersion: muster/v1\nkind: SSHKey\nmetadata: {name: k}\n"
       "spec: {publicKey: {env: KEY}}\n"}};
  for (const std::string text : {"one", "two"}) {
    LoadOptions options;
    options.read_file = [&](const std::string&, const std::string&) { return "echo " + text; };
    options.read_env = [&](const std::string&) { return "ssh-ed25519 AAAA " + text; };
    const auto resources = load(files, options, cache).desired.resources;
    ASSERT_EQ(resources.size(), 2U);
    EXPECT_EQ(std::get<SshKeySpec>(resources[0].spec).public_key.text, "ssh-ed25519 AAAA " + text);
    EXPECT_EQ(std::get<StartupScriptSpec>(resources[1].spec).content.text, "echo " + text);
  }
}

TEST(ParseCache, problems_are_said_each_time) {
  ParseCache cache;
  const std::vector<ManifestFile> files = {{"a.yaml", "kind: [Volume\n"},
                                           {"b.yaml", "apiVersion: muster/v1\nkind: Volum\n"}};
  const auto first = load(files, {});
  for (int i = 0; i < 2; ++i) {
    const auto loaded = load(files, {}, cache);
    ASSERT_EQ(loaded.diagnostics.size(), first.diagnostics.size());
    for (std::size_t d = 0; d < first.diagnostics.size(); ++d)
      EXPECT_EQ(render(loaded.diagnostics[d]), render(first.diagnostics[d]));
  }
}

}  // namespace
}  // namespace muster
