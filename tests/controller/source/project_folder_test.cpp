#include "controller/source/project_folder.hpp"

#include "tests/controller/support/temporary_directory.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace muster {
namespace {

namespace fs = std::filesystem;

class ProjectFolder : public ::testing::Test {
 protected:
  void write(const std::string& file, const std::string& text = "") {
    fs::create_directories((folder / file).parent_path());
    std::ofstream(folder / file) << text;
  }
  std::vector<std::string> paths(const std::vector<std::string>& given,
                                 const std::vector<std::string>& excluded = {}) {
    std::vector<std::string> found;
    const auto files = read_manifests(*locate_project(folder), given, excluded);
    if (files)
      for (const auto& file : *files) found.push_back(file.path);
    return found;
  }

  testing::TemporaryDirectory directory;
  const fs::path folder = fs::canonical(directory.path());
};

TEST_F(ProjectFolder, finds_manifests_below_sorted_and_skips_what_is_hidden) {
  for (const auto* file :
       {"b.yaml", "a/z.yml", "a/notes.txt", ".git/x.yaml", ".hidden.yaml", "muster.yaml"})
    write(file);
  EXPECT_EQ(paths({}), (std::vector<std::string>{"a/z.yml", "b.yaml", "muster.yaml"}));
}

TEST_F(ProjectFolder, keeps_to_the_paths_of_the_project) {
  for (const auto* file : {"one/a.yaml", "two/b.yaml", "muster.yaml"}) write(file);
  EXPECT_EQ(paths({"two"}), (std::vector<std::string>{"muster.yaml", "two/b.yaml"}));
  EXPECT_EQ(paths({"."}, {"one/a.yaml"}), (std::vector<std::string>{"muster.yaml", "two/b.yaml"}));
}

TEST_F(ProjectFolder, a_path_that_does_not_exist_is_named) {
  const auto files = read_manifests(*locate_project(folder), {"mising"}, {});
  ASSERT_FALSE(files);
  EXPECT_NE(files.error().message().find("mising"), std::string::npos);
}

TEST_F(ProjectFolder, files_are_read_relative_to_the_manifest) {
  write("keys/alice.pub", "ssh-ed25519 AAAA");
  const auto read = file_reader(*locate_project(folder), false);
  EXPECT_EQ(read("keys/a.yaml", "alice.pub").value_or("?"), "ssh-ed25519 AAAA");
}

TEST_F(ProjectFolder, says_why_a_file_cannot_be_reached_instead_of_that_there_is_none) {
  fs::create_symlink("loop", folder / "loop");
  const auto text = read_text_file(folder / "loop");
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().message().find("symbolic links"), std::string::npos)
      << text.error().message();
}

struct Escape {
  const char* name;
  const char* path;
};

TEST_F(ProjectFolder, nothing_outside_the_project_is_read_unless_allowed) {
  write("inside/secret", "x");
  fs::create_directory_symlink("/etc", folder / "inside/link");
  const auto location = locate_project(folder / "inside");
  for (const auto& c :
       {Escape{"upwards", "../../../../../../etc/hostname"}, Escape{"absolute", "/etc/hostname"},
        Escape{"by a link", "link/hostname"}}) {
    SCOPED_TRACE(c.name);
    const auto refused = file_reader(*location, false)("a.yaml", c.path);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::denied);
  }
  EXPECT_TRUE(file_reader(*location, true)("a.yaml", "/etc/hostname"));
}

TEST_F(ProjectFolder, a_folder_is_no_file) {
  fs::create_directory(folder / "sub");
  EXPECT_FALSE(file_reader(*locate_project(folder), false)("a.yaml", "sub"));
}

}  // namespace
}  // namespace muster
