#include "tests/controller/source/support/git_fixture.hpp"

#include <algorithm>

namespace muster {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class GitSourceTest : public testing::GitTest {
 protected:
  std::vector<std::string> paths(const Bundle& bundle) {
    std::vector<std::string> found;
    for (const auto& file : bundle.files) found.push_back(file.path);
    return found;
  }
};

TEST_F(GitSourceTest, a_commit_is_a_bundle) {
  world.write("b.yaml", "b");
  world.write("a/a.yml", "a");
  world.write("notes.txt", "no manifest");
  world.write(".hidden/x.yaml", "hidden");
  const auto id = world.commit("Add two things\n\nand say why");
  const auto bundle = fetch(options());
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_EQ((*bundle)->revision, id);
  EXPECT_EQ((*bundle)->label, "main@" + id.substr(0, 8));
  EXPECT_EQ((*bundle)->subject, "Add two things");
  EXPECT_FALSE((*bundle)->rewritten);
  EXPECT_EQ(paths(**bundle), (std::vector<std::string>{"a/a.yml", "b.yaml"}));
  EXPECT_EQ((*bundle)->files[1].text, "b");
}

TEST_F(GitSourceTest, the_same_commit_is_the_same_bundle_and_only_changed_files_are_read_again) {
  for (const auto* name : {"a.yaml", "b.yaml", "c.yaml"}) world.write(name, name);
  world.commit();
  const auto source = open(options());
  const auto first = fetch(*source);
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(source->files_read(), 3U);
  EXPECT_EQ(*fetch(*source), *first);
  world.write("b.yaml", "new");
  world.commit();
  const auto second = fetch(*source);
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_EQ((*second)->files[1].text, "new");
  EXPECT_EQ((*second)->files[2].text, "c.yaml");
  EXPECT_EQ(source->files_read(), 1U);
}

TEST_F(GitSourceTest, the_project_is_a_folder_of_the_repository) {
  world.write("infra/prod/muster.yaml",
              "apiVersion: muster/v1\nkind: Project\nmetadata: {name: p}\n"
              "spec: {manifests: [machines, ../shared], api: {contract: contract.yaml}}\n");
  world.write("infra/prod/machines/a.yaml", "a");
  world.write("infra/prod/contract.yaml", "contract");
  world.write("infra/prod/other.yaml", "not named");
  world.write("infra/shared/b.yaml", "b");
  world.commit();
  auto sub = options();
  sub.folder = "infra/prod/";
  const auto bundle = fetch(sub);
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_EQ(paths(**bundle),
            (std::vector<std::string>{"../shared/b.yaml", "machines/a.yaml", "muster.yaml"}));
  EXPECT_EQ((*bundle)->contract, "contract");
}

struct Follow {
  const char* name;
  GitRefKind kind;
  std::string ref;
  std::string text;
};

TEST_F(GitSourceTest, branches_tags_and_commits_are_followed) {
  world.write("a.yaml", "old");
  const auto old = world.commit();
  world.git({"tag", "light"});
  world.git({"tag", "-a", "v1", "-m", "annotated"});
  world.git({"branch", "team/stable"});
  world.write("a.yaml", "new");
  world.commit();
  const testing::HttpGitServer server(world);
  const std::vector<Follow> cases = {
      {"the default branch", GitRefKind::default_branch, "", "new"},
      {"a branch", GitRefKind::branch, "main", "new"},
      {"a branch with a slash", GitRefKind::branch, "team/stable", "old"},
      {"a tag", GitRefKind::tag, "light", "old"},
      {"an annotated tag", GitRefKind::tag, "v1", "old"},
      {"a commit", GitRefKind::commit, old, "old"}};
  for (const auto& url : {world.repository(), server.url()})
    for (const auto& c : cases) {
      SCOPED_TRACE(url + " " + c.name);
      fs::remove_all(world.path("cache"));
      auto following = options(url);
      following.follow = c.kind;
      following.ref = c.ref;
      const auto bundle = fetch(following);
      ASSERT_TRUE(bundle) << bundle.error().text();
      EXPECT_EQ((*bundle)->files.at(0).text, c.text);
    }
}

TEST_F(GitSourceTest, a_push_by_force_is_taken_and_noted) {
  world.write("a.yaml", "one");
  world.commit();
  world.write("a.yaml", "two");
  world.commit();
  const auto source = open(options());
  ASSERT_TRUE(fetch(*source));
  world.git({"reset", "--quiet", "--hard", "HEAD~1"});
  world.write("a.yaml", "three");
  world.commit();
  const auto bundle = fetch(*source);
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_EQ((*bundle)->files.at(0).text, "three");
  EXPECT_TRUE((*bundle)->rewritten);
}

TEST_F(GitSourceTest, a_step_back_is_noted) {
  world.write("a.yaml", "one");
  const auto first = world.commit();
  world.commit();
  const auto source = open(options());
  ASSERT_TRUE(fetch(*source));
  world.git({"update-ref", "refs/heads/main", first});
  const auto bundle = fetch(*source);
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_EQ((*bundle)->revision, first);
  EXPECT_TRUE((*bundle)->rewritten);
}

TEST_F(GitSourceTest, files_that_manifests_refer_to_come_from_the_same_commit) {
  world.write("infra/keys/a.yaml", "a");
  world.write("infra/keys/alice.pub", "old");
  world.write("outside.pub", "outside");
  fs::create_symlink("../../outside.pub", world.path("work") + "/infra/keys/link.pub");
  world.commit();
  auto sub = options();
  sub.folder = "infra";
  const auto source = open(sub);
  const auto bundle = fetch(*source);
  ASSERT_TRUE(bundle) << bundle.error().text();
  world.write("infra/keys/alice.pub", "new");
  world.commit();
  ASSERT_TRUE(fetch(*source));
  const auto& read = (*bundle)->read_file;
  EXPECT_EQ(read("keys/a.yaml", "alice.pub").value_or("?"), "old");
  EXPECT_EQ(read("keys/a.yaml", "bob.pub").error().code(), Errc::not_found);
  for (const auto* path :
       {"../../outside.pub", "link.pub", "/etc/hostname", "../../../../../../../etc/hostname"}) {
    const auto refused = read("keys/a.yaml", path);
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().code(), Errc::denied) << path;
  }
}

TEST_F(GitSourceTest, allowing_files_outside_the_project_does_not_open_the_machine) {
  world.write("infra/muster.yaml",
              "apiVersion: muster/v1\nkind: Project\nmetadata: {name: p}\n"
              "spec: {allowOutsideFiles: true}\n");
  world.write("outside.pub", "outside");
  fs::create_symlink("/etc/hostname", world.path("work") + "/infra/.hostname");
  world.commit();
  auto sub = options();
  sub.folder = "infra";
  const auto bundle = fetch(sub);
  ASSERT_TRUE(bundle) << bundle.error().text();
  const auto& read = (*bundle)->read_file;
  EXPECT_EQ(read("muster.yaml", "../outside.pub").value_or("?"), "outside");
  EXPECT_EQ(read("muster.yaml", "/etc/hostname").error().code(), Errc::denied);
  EXPECT_EQ(read("muster.yaml", ".hostname").error().code(), Errc::denied);
  EXPECT_EQ(read("muster.yaml", "../../../etc/hostname").error().code(), Errc::denied);
}

TEST_F(GitSourceTest, links_within_the_repository_are_followed) {
  world.write("shared/base.yaml", "shared");
  world.write("infra/a.yaml", "a");
  fs::create_symlink("../shared/base.yaml", world.path("work") + "/infra/base.yaml");
  fs::create_directory_symlink("../shared", world.path("work") + "/infra/folder");
  world.commit();
  auto sub = options();
  sub.folder = "infra";
  const auto bundle = fetch(sub);
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_EQ(paths(**bundle), (std::vector<std::string>{"a.yaml", "base.yaml"}));
  EXPECT_EQ((*bundle)->files[1].text, "shared");
}

struct LinkCase {
  const char* name;
  const char* target;
  const char* says;
};

TEST_F(GitSourceTest, links_that_lead_out_of_the_repository_are_refused) {
  for (const auto& c : {LinkCase{"absolute", "/etc/passwd", "leads out of the repository"},
                        LinkCase{"upwards", "../../secret.yaml", "leads out of the repository"},
                        LinkCase{"in a circle", "link", "too many symbolic links"}}) {
    SCOPED_TRACE(c.name);
    fs::remove(world.path("work") + "/link");
    fs::create_symlink(c.target, world.path("work") + "/link");
    world.commit();
    expect_refused(fetch(options()), Errc::denied, c.says);
  }
}

TEST_F(GitSourceTest, submodules_are_refused_where_they_are_met) {
  world.write("infra/a.yaml", "a");
  const auto id = world.commit();
  world.git({"update-index", "--add", "--cacheinfo", "160000," + id + ",vendor"});
  world.git({"commit", "--quiet", "-m", "submodule"});
  expect_refused(fetch(options()), Errc::denied, "vendor is a submodule");
  auto sub = options();
  sub.folder = "infra";
  EXPECT_TRUE(fetch(sub));
}

TEST_F(GitSourceTest, what_is_missing_is_told_apart) {
  const testing::HttpGitServer server(world);
  const std::vector<std::string> urls = {world.repository(), server.url()};
  for (const auto& url : urls)
    expect_refused(fetch(options(url)), Errc::not_found, "holds no commit yet");
  world.write("a.yaml", "a");
  world.commit();
  for (const auto& url : urls) {
    SCOPED_TRACE(url);
    auto other = options(url);
    other.follow = GitRefKind::branch;
    other.ref = "gone";
    expect_refused(fetch(other), Errc::not_found, "has no branch gone");
    other.follow = GitRefKind::tag;
    expect_refused(fetch(other), Errc::not_found, "has no tag gone");
    other.follow = GitRefKind::commit;
    other.ref = std::string(40, '1');
    expect_refused(fetch(other), Errc::not_found, "has no commit 1111");
    auto sub = options(url);
    sub.folder = "no/such";
    expect_refused(fetch(sub), Errc::not_found, "has no folder no/such");
  }
  expect_refused(fetch(options(world.path("nothing.git"))), Errc::not_found,
                 "there is no git repository at");
  fs::create_directory(world.path("plain"));
  expect_refused(fetch(options(world.path("plain"))), Errc::not_found,
                 "there is no git repository at");
  world.git({"symbolic-ref", "HEAD", "refs/heads/unborn"});
  for (const auto& url : urls)
    expect_refused(fetch(options(url)), Errc::not_found, "no commit on its default branch");
}

TEST_F(GitSourceTest, a_tree_without_manifests_is_an_empty_bundle_and_no_error) {
  world.write("a.yaml", "a");
  world.commit();
  world.remove("a.yaml");
  world.commit();
  const auto bundle = fetch(options());
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_TRUE((*bundle)->files.empty());
}

TEST_F(GitSourceTest, the_name_holds_no_credentials) {
  auto secret = options("https://alice:hunter2@git.example/team/infra.git");
  secret.follow = GitRefKind::branch;
  secret.ref = "main";
  EXPECT_EQ(open(secret)->name(), "https://git.example/team/infra.git branch main");
  auto scp = options("git@git.example:team/infra.git");
  scp.folder = "prod";
  EXPECT_EQ(open(scp)->name(), "git.example:team/infra.git default branch folder prod");
}

struct BadOption {
  const char* name;
  const char* url;
  GitRefKind kind;
  const char* ref;
  const char* says;
};

TEST_F(GitSourceTest, options_that_cannot_work_are_refused_at_once) {
  for (const auto& c :
       {BadOption{"scheme", "git://h/x", GitRefKind::branch, "main", "does not fetch by git://"},
        BadOption{"no path", "https://a:secret@h", GitRefKind::branch, "main", "lacks a host"},
        BadOption{"port", "ssh://a:secret@h:x/p", GitRefKind::branch, "main", "lacks a host"},
        BadOption{"option in place of a host", "ssh://-oProxyCommand=x/p", GitRefKind::branch,
                  "main", "lacks a host"},
        BadOption{"branch", "https://h/x", GitRefKind::branch, "a..b", "cannot be the name"},
        BadOption{"short id", "https://h/x", GitRefKind::commit, "1a2b3c4", "all 40 digits"}}) {
    SCOPED_TRACE(c.name);
    auto bad = options(c.url);
    bad.follow = c.kind;
    bad.ref = c.ref;
    const auto made = GitSource::create(clock, pool, bad);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code(), Errc::invalid_input);
    EXPECT_THAT(made.error().text(), HasSubstr(c.says));
    EXPECT_THAT(made.error().text(), Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace muster
