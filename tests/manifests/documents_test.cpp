// The documentation and the examples say what the program does.

#include "manifests/examples.hpp"
#include "manifests/reference_docs.hpp"
#include "model/schema.hpp"
#include "tests/manifests/support.hpp"
#include "tests/support/golden.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(Documents, docs_manifests_md_is_current) {
  expect_golden("docs/manifests.md", reference_docs());
}

TEST(Documents, examples_of_all_kinds_are_one_valid_project) {
  std::vector<ManifestFile> files;
  for (const auto& [kind, name] : enum_names<Kind>)
    files.push_back({std::string(name) + ".yaml", std::string(example_of(kind))});
  for (const auto* environment : {"staging", "production"}) {
    auto options = test_options();
    options.environment = environment;
    const auto loaded = load(files, options);
    EXPECT_EQ(rendered(loaded.diagnostics), "");
    EXPECT_EQ(loaded.desired.resources.size(), files.size() - 1);
  }
}

TEST(Documents, every_yaml_block_is_read_without_complaint) {
  const std::string text = reference_docs();
  std::size_t blocks = 0;
  for (auto at = text.find("```yaml\n"); at != std::string::npos;
       at = text.find("```yaml\n", at + 1)) {
    const auto start = at + 8;
    const auto block = text.substr(start, text.find("```", start) - start);
    const auto read = read_project({"block.yaml", block});
    EXPECT_EQ(rendered(read.diagnostics), "") << block;
    EXPECT_TRUE(block.starts_with("apiVersion: muster/v1")) << block;
    ++blocks;
  }
  EXPECT_EQ(blocks, enum_names<Kind>.size() + 1);
}

std::string file_of_repository(const std::string& path) {
  std::ifstream in(std::string(MUSTER_SOURCE_DIR) + "/" + path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Documents, the_quickstart_is_valid_in_every_environment) {
  const std::string folder = "examples/quickstart/";
  std::vector<ManifestFile> files;
  for (const auto* name : {"muster.yaml", "access.yaml", "machines.yaml"})
    files.push_back({name, file_of_repository(folder + name)});
  LoadOptions options;
  options.read_file = [&](const std::string&, const std::string& path) -> Result<std::string> {
    return file_of_repository(folder + path);
  };
  const auto plain = load(files, options);
  EXPECT_EQ(rendered(plain.diagnostics), "");
  EXPECT_EQ(plain.desired.resources.size(), 4U);
  EXPECT_EQ(spec_of<VolumeSpec>(plain, Kind::volume, "datasets").size.count, 100);
  options.environment = "production";
  const auto production = load(files, options);
  EXPECT_EQ(rendered(production.diagnostics), "");
  EXPECT_EQ(spec_of<VolumeSpec>(production, Kind::volume, "datasets").size.count, 500);
}

}  // namespace
}  // namespace muster
