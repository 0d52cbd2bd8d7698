// The verbs that need no account: what they print, write and how they exit.

#include "tests/e2e/support/world.hpp"

#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace muster::e2e {
namespace {

namespace fs = std::filesystem;

class OfflineVerbs : public EndToEnd {
 protected:
  std::string read(const std::string& file) const {
    std::ostringstream text;
    text << std::ifstream(folder / file, std::ios::binary).rdbuf();
    return text.str();
  }
};

constexpr const char* untidy = R"(apiVersion:   muster/v1
kind: Volume   # a disk
metadata:
    name:  v
spec: { tier: legacy,region: CANADA-1 , type: SSD, size: 100GB }
)";
constexpr const char* tidy = R"(apiVersion: muster/v1
kind: Volume   # a disk
metadata:
  name: v
spec: {tier: legacy, region: CANADA-1, type: SSD, size: 100GB}
)";

class Fmt : public OfflineVerbs {};

TEST_F(Fmt, writes_the_manifests_of_the_project_and_names_what_changed) {
  write("a/untidy.yaml", untidy);
  write("tidy.yaml", tidy);
  const auto run = muster({"fmt"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(run.out, "a/untidy.yaml\n");
  EXPECT_EQ(read("a/untidy.yaml"), tidy);
  EXPECT_EQ(muster({"fmt"}).out, "");
}

TEST_F(Fmt, check_names_what_would_change_and_writes_nothing) {
  write("a.yaml", untidy);
  write("b.yaml", tidy);
  const auto run = muster({"fmt", "--check"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_EQ(run.out, "a.yaml\n");
  EXPECT_EQ(read("a.yaml"), untidy);
  EXPECT_EQ(muster({"fmt", "--check", "b.yaml"}).exit, 0);
}

TEST_F(Fmt, diff_shows_what_would_change_and_writes_nothing) {
  write("a.yaml", untidy);
  const auto run = muster({"fmt", "--diff"});
  EXPECT_EQ(run.exit, 0);
  EXPECT_NE(run.out.find("--- a.yaml\n+++ a.yaml\n"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("\n-    name:  v\n"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("\n+  name: v\n"), std::string::npos) << run.out;
  EXPECT_EQ(muster({"fmt", "--diff", "--check"}).exit, 1);
  EXPECT_EQ(read("a.yaml"), untidy);
}

TEST_F(Fmt, leaves_a_file_that_does_not_parse_and_formats_the_others) {
  write("broken file.yaml", "a:  [1\n");
  write("untidy.yaml", untidy);
  const auto run = muster({"fmt"});
  EXPECT_EQ(run.exit, 65);
  EXPECT_TRUE(run.err.starts_with("broken file.yaml:2:1: error: ")) << run.err;
  EXPECT_EQ(read("broken file.yaml"), "a:  [1\n");
  EXPECT_EQ(read("untidy.yaml"), tidy);
}

TEST_F(Fmt, takes_files_and_folders) {
  for (const auto* file : {"a/1.yaml", "a/b/2.yml", "c.yaml", "d.yaml"}) write(file, untidy);
  const auto run = muster({"fmt", "c.yaml", "a", "./a/1.yaml"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(run.out, "c.yaml\na/1.yaml\na/b/2.yml\n");
  EXPECT_EQ(read("d.yaml"), untidy);
}

TEST_F(Fmt, keeps_mode_and_symbolic_links_and_leaves_nothing_behind) {
  write("real/a.yaml", untidy);
  fs::create_symlink("real/a.yaml", folder / "link.yaml");
  ASSERT_EQ(::chmod((folder / "real/a.yaml").c_str(), 0640), 0);
  EXPECT_EQ(muster({"fmt", "link.yaml"}).exit, 0);
  EXPECT_TRUE(fs::is_symlink(folder / "link.yaml"));
  EXPECT_EQ(read("real/a.yaml"), tidy);
  EXPECT_EQ(fs::status(folder / "real/a.yaml").permissions(), fs::perms(0640));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "real"), fs::directory_iterator()), 1);
}

TEST_F(Fmt, says_which_path_is_missing) {
  const auto run = muster({"fmt", "gone.yaml"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.err.find("gone.yaml"), std::string::npos) << run.err;
}

TEST_F(Fmt, finds_nothing_to_do_in_the_examples) {
  const auto run = muster({"fmt", "--check", MUSTER_SOURCE_DIR "/examples"});
  EXPECT_EQ(run.exit, 0) << run.out << run.err;
}

class Graph : public OfflineVerbs {};

TEST_F(Graph, needs_no_account_and_prints_dot_or_mermaid) {
  environment.erase("MUSTER_API_KEY");
  write("v.yaml", tidy);
  const auto dot = muster({"graph"});
  EXPECT_EQ(dot.exit, 0) << dot.err;
  EXPECT_NE(dot.out.find("digraph muster {"), std::string::npos);
  EXPECT_NE(dot.out.find("\"Volume/v\""), std::string::npos);
  EXPECT_EQ(muster({"graph", "-o", "dot"}).out, dot.out);
  EXPECT_TRUE(muster({"graph", "-o", "mermaid"}).out.starts_with("flowchart LR\n"));
}

TEST_F(Graph, of_invalid_manifests_is_not_drawn) {
  write("v.yaml", "apiVersion: muster/v1\nkind: Volume\nmetadata: {name: v}\nspec: {}\n");
  const auto run = muster({"graph"});
  EXPECT_EQ(run.exit, 65);
  EXPECT_EQ(run.out, "");
}

class Init : public OfflineVerbs {};

TEST_F(Init, makes_a_project_that_is_valid_and_plans_and_applies_on_the_sandbox) {
  const auto init = muster({"init", "my infra"});
  ASSERT_EQ(init.exit, 0) << init.err;
  EXPECT_NE(init.out.find("  cd 'my infra'\n  muster validate\n"), std::string::npos) << init.out;
  EXPECT_EQ(read("my infra/.gitignore"), ".muster/\n");
  environment["MUSTER_PROJECT"] = (folder / "my infra").string();
  const auto validate = muster({"validate"});
  EXPECT_EQ(validate.exit, 0) << validate.err;
  EXPECT_EQ(validate.out, "1 resource is valid.\n");
  EXPECT_EQ(muster({"fmt", "--check"}).exit, 0);
  start_sandbox({"--time-scale", "1000"});
  const auto plan = muster({"plan"});
  EXPECT_EQ(plan.exit, 0) << plan.err;
  EXPECT_NE(plan.out.find("Plan: 1 to add"), std::string::npos) << plan.out;
  apply_and_settle();
}

TEST_F(Init, overwrites_nothing) {
  const auto before = read("muster.yaml");
  const auto run = muster({"init"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.err.find("muster.yaml exists already"), std::string::npos) << run.err;
  EXPECT_EQ(read("muster.yaml"), before);
  EXPECT_FALSE(fs::exists(folder / "manifests"));
  remove("muster.yaml");
  write("manifests/infrastructure.yaml", "# mine\n");
  EXPECT_EQ(muster({"init"}).exit, 1);
  EXPECT_FALSE(fs::exists(folder / "muster.yaml"));
  EXPECT_EQ(read("manifests/infrastructure.yaml"), "# mine\n");
}

TEST_F(Init, says_what_to_add_to_a_gitignore_that_exists) {
  write("new/.gitignore", "build/\n");
  EXPECT_NE(muster({"init", "new"}).out.find("Add a line `.muster/` to new/.gitignore"),
            std::string::npos);
  EXPECT_EQ(read("new/.gitignore"), "build/\n");
  write("other/.gitignore", "build/\n.muster");
  EXPECT_EQ(muster({"init", "other"}).out.find("Add a line"), std::string::npos);
}

TEST_F(Init, in_this_folder_needs_no_change_of_folder) {
  remove("muster.yaml");
  const auto run = muster({"init"});
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_EQ(run.out.find("  cd "), std::string::npos) << run.out;
}

TEST_F(Init, of_a_folder_that_is_a_file_says_so) {
  write("file", "");
  const auto run = muster({"init", "file"});
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.err.find("cannot make the folder file"), std::string::npos) << run.err;
  write("new/manifests", "");
  EXPECT_EQ(muster({"init", "new"}).exit, 1);
  EXPECT_FALSE(fs::exists(folder / "new/muster.yaml")) << "nothing half-done";
}

class Completion : public OfflineVerbs {
 protected:
  /// What bash offers for the words, the last of which is being typed; a line each.
  std::string offered(const std::string& words) {
    write("complete.sh", "set -u\nsource <(" MUSTER_BINARY
                         " completion bash)\n"
                         "COMP_WORDS=(" +
                             words +
                             ")\n"
                             "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_muster\n"
                             "printf '%s\\n' \"${COMPREPLY[@]}\"\n");
    const auto run = Process({"/bin/bash", "complete.sh"}, folder, environment).wait();
    EXPECT_EQ(run.err, "");
    return run.out;
  }
};

TEST_F(Completion, bash_accepts_the_script_and_knows_its_function) {
  write("check.sh", muster({"completion", "bash"}).out + "\ncomplete -p muster\n");
  EXPECT_EQ(Process({"/bin/bash", "-n", "check.sh"}, folder, environment).wait().err, "");
  const auto run = Process({"/bin/bash", "check.sh"}, folder, environment).wait();
  EXPECT_EQ(run.out, "complete -F _muster muster\n") << run.err;
}

TEST_F(Completion, in_bash_offers_what_the_command_line_knows) {
  write("man/a file.yaml", "");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"muster pl", "plan\n"},
      {"muster plan --de", "--detailed-exitcode\n--destroy\n"},
      {"muster plan -o ''", "text\njson\nmarkdown\n"},
      {"muster plan --output = m", "markdown\n"},
      {"muster plan --output =", "text\njson\nmarkdown\n"},
      {"muster --project = plan appl", "apply\n"},
      {"muster -p plan appl", "apply\n"},
      {"muster --log-level w", "warning\n"},
      {"muster plan --log-level w", "warning\n"},
      {"muster completion f", "fish\n"},
      {"muster fmt ma", "man\n"},
      {"muster fmt man/", "man/a file.yaml\n"},
      {"muster --project ma", "man\n"},
      {"muster validate ma", "\n"},
      {"muster plan -e ''", "\n"},
      {"muster nonsense ''", "init\n"},
  };
  for (const auto& [words, expected] : cases) {
    SCOPED_TRACE(words);
    if (words.find("nonsense") != std::string::npos)
      EXPECT_TRUE(offered(words).starts_with(expected));
    else
      EXPECT_EQ(offered(words), expected);
  }
}

TEST_F(Completion, of_every_shell_knows_every_verb_and_flag) {
  for (const auto* shell : {"bash", "zsh", "fish"}) {
    const auto run = muster({"completion", shell});
    EXPECT_EQ(run.exit, 0) << run.err;
    for (const auto* word : {"validate", "plan", "sandbox", "detailed-exitcode", "time-scale",
                             "text json markdown", "debug info warning error"})
      EXPECT_NE(run.out.find(word), std::string::npos) << shell << ": " << word;
  }
  EXPECT_EQ(muster({"completion", "powershell"}).exit, 64);
  EXPECT_EQ(muster({"completion"}).exit, 64);
}

class BadInput : public OfflineVerbs {
 protected:
  /// Every verb that reads manifests without an account ends with this code and says each of these.
  void expect_error(int code, const std::vector<std::string>& words) {
    for (const auto* verb : {"validate", "graph", "fmt"}) {
      SCOPED_TRACE(verb);
      const auto run = muster({verb});
      EXPECT_EQ(run.exit, code) << run.out << run.err;
      EXPECT_EQ(run.out, "");
      for (const auto& word : words)
        EXPECT_NE(run.err.find(word), std::string::npos) << "no " << word << " in: " << run.err;
    }
  }
  void use_project(const std::string& path) {
    environment["MUSTER_PROJECT"] = (folder / path).string();
  }
};

TEST_F(BadInput, a_project_that_is_missing) {
  use_project("nowhere");
  expect_error(1, {"there is no project at ", "nowhere", "--project"});
}

TEST_F(BadInput, an_empty_folder) {
  fs::create_directory(folder / "empty");
  use_project("empty");
  expect_error(1, {"neither a muster.yaml nor any other manifest", "muster init", "--project"});
}

TEST_F(BadInput, a_folder_of_manifests_that_is_missing) {
  write("muster.yaml",
        "apiVersion: muster/v1\nkind: Project\nmetadata: {name: test}\n"
        "spec: {manifests: [gone]}\n");
  expect_error(1, {"Project.spec.manifests names gone", "make it, or correct the path in"});
}

TEST_F(BadInput, a_project_that_asks_for_nothing_is_valid_and_said_to_be_empty) {
  const auto run = muster({"validate"});
  EXPECT_EQ(run.exit, 0);
  EXPECT_EQ(run.out, "0 resources are valid.\n");
  EXPECT_NE(run.err.find("the Project is the only manifest below"), std::string::npos) << run.err;
}

TEST_F(BadInput, a_file_that_is_none) {
  fs::create_symlink("/dev/null", folder / "a.yaml");
  expect_error(1, {"a.yaml is a symbolic link to nothing that can be read", "correct it"});
}

TEST_F(BadInput, a_broken_file_with_blanks_in_its_name) {
  write("two words.yaml", "kind: [Volume\n");
  expect_error(65, {"two words.yaml:2:1: error: "});
}

TEST_F(BadInput, a_file_that_is_no_text) {
  write("image.yaml", std::string("\x89PNG\r\n\x1a\n\0\0", 10));
  expect_error(65, {"image.yaml:1:1: error: invalid UTF-8"});
}

TEST_F(BadInput, a_manifest_that_is_too_large) {
  write("large.yaml", std::string(17UL << 20U, '#'));
  expect_error(65, {"large.yaml: error: ", "split it into several files"});
}

TEST_F(BadInput, a_file_that_is_not_even_read) {
  write("huge.yaml", "");
  fs::resize_file(folder / "huge.yaml", 1ULL << 30U);  // takes no room on the disk
  expect_error(1, {"huge.yaml has 1073741824 bytes", "split it"});
}

}  // namespace
}  // namespace muster::e2e
