#include "controller/source/directory_source.hpp"

#include "api/net/event_loop.hpp"
#include "api/net/real_clock.hpp"
#include "api/net/sim_clock.hpp"
#include "api/net/task_group.hpp"
#include "tests/controller/support/run.hpp"
#include "tests/controller/support/temporary_directory.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace muster {
namespace {

namespace fs = std::filesystem;

class DirectorySourceTest : public ::testing::Test {
 protected:
  void write(const std::string& file, const std::string& text) {
    fs::create_directories((folder / file).parent_path());
    std::ofstream(folder / file) << text;
  }
  Result<std::shared_ptr<const Bundle>> fetch() {
    return testing::run(clock, source.fetch(net::Context()));
  }

  testing::TemporaryDirectory directory;
  const fs::path folder = fs::canonical(directory.path());
  net::SimClock clock;
  net::BlockingPool pool{0};
  DirectorySource source{clock, pool, folder};
};

TEST_F(DirectorySourceTest, the_same_files_are_the_same_bundle) {
  write("b.yaml", "b");
  write("a/a.yml", "a");
  const auto first = fetch();
  ASSERT_TRUE(first) << first.error().text();
  ASSERT_EQ((*first)->files.size(), 2U);
  EXPECT_EQ((*first)->files[0].path, "a/a.yml");
  EXPECT_EQ((*first)->files[1].text, "b");
  EXPECT_TRUE((*first)->revision.starts_with("sha256:"));
  const auto second = fetch();
  EXPECT_EQ(*first, *second);
}

struct Change {
  const char* name;
  const char* file;
  const char* text;
};

TEST_F(DirectorySourceTest, any_change_is_another_revision) {
  write("a.yaml", "a");
  write("muster.yaml",
        "apiVersion: muster/v1\nkind: Project\nmetadata: {name: p}\n"
        "spec: {api: {contract: contract.yaml}}\n");
  write("contract.yaml", "one");
  auto last = fetch();
  ASSERT_TRUE(last) << last.error().text();
  EXPECT_EQ((*last)->contract, "one");
  EXPECT_EQ((*last)->files.size(), 2U) << "the contract is no manifest";
  for (const auto& c : {Change{"another text", "a.yaml", "b"}, Change{"a new file", "c.yaml", ""},
                        Change{"text moved to another file", "c.yaml", "b"},
                        Change{"the contract", "contract.yaml", "two"}}) {
    SCOPED_TRACE(c.name);
    write(c.file, c.text);
    const auto next = fetch();
    ASSERT_TRUE(next);
    EXPECT_NE((*next)->revision, (*last)->revision);
    last = next;
  }
}

TEST_F(DirectorySourceTest, a_file_that_a_manifest_refers_to_keeps_its_text_for_the_bundle) {
  write("a.yaml", "a");
  write("key.pub", "old");
  const auto first = fetch();
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)->read_file("a.yaml", "key.pub").value_or("?"), "old");
  EXPECT_EQ(*fetch(), *first);
  write("key.pub", "new");
  EXPECT_EQ((*first)->read_file("a.yaml", "key.pub").value_or("?"), "old");
  const auto second = fetch();
  ASSERT_TRUE(second);
  EXPECT_NE((*second)->revision, (*first)->revision);
  EXPECT_EQ((*second)->read_file("a.yaml", "key.pub").value_or("?"), "new");
}

TEST_F(DirectorySourceTest, a_file_that_was_missing_and_appears_is_a_change) {
  write("a.yaml", "a");
  const auto first = fetch();
  ASSERT_TRUE(first);
  EXPECT_FALSE((*first)->read_file("a.yaml", "key.pub"));
  EXPECT_EQ(*fetch(), *first);
  write("key.pub", "there");
  EXPECT_NE(*fetch(), *first);
}

TEST_F(DirectorySourceTest, a_folder_that_vanished_is_not_an_empty_project) {
  write("a.yaml", "a");
  ASSERT_TRUE(fetch());
  fs::remove_all(folder);
  const auto gone = fetch();
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code(), Errc::not_found);
}

/// Changes a file each time somebody waits, until it has done so often enough.
class Meddler final : public net::Clock {
 public:
  Meddler(fs::path file, int times) : file_(std::move(file)), left_(times) {}
  net::TimePoint now() const override { return clock_.now(); }
  Timestamp wall_now() const override { return clock_.wall_now(); }
  Task<void> sleep_until(net::TimePoint due) override {
    if (left_ > 0) std::ofstream(file_) << left_--;
    return clock_.sleep_until(due);
  }
  net::SimClock& sim() { return clock_; }

 private:
  net::SimClock clock_;
  fs::path file_;
  int left_;
};

TEST_F(DirectorySourceTest, files_that_change_while_they_are_read_are_read_again) {
  write("a.yaml", "a");
  Meddler meddler(folder / "a.yaml", 3);
  DirectorySource meddled(meddler, pool, folder);
  const auto bundle = testing::run(meddler.sim(), meddled.fetch(net::Context()));
  ASSERT_TRUE(bundle) << bundle.error().text();
  EXPECT_EQ((*bundle)->files[0].text, "1");
}

TEST_F(DirectorySourceTest, files_that_never_come_to_rest_are_an_error) {
  write("a.yaml", "a");
  Meddler meddler(folder / "a.yaml", 1'000);
  DirectorySource meddled(meddler, pool, folder);
  const auto bundle = testing::run(meddler.sim(), meddled.fetch(net::Context()));
  ASSERT_FALSE(bundle);
  EXPECT_NE(bundle.error().message().find("change whenever they are read"), std::string::npos);
}

Task<void> note_end(DirectorySource& source, net::Context context, bool& ended) {
  co_await source.wait_for_change(context);
  ended = true;
}

class DirectoryWatch : public ::testing::Test {
 protected:
  /// Whether a change is announced before the limit.
  bool announced(Duration limit = std::chrono::seconds(60)) {
    const auto context = net::Context().within(clock, limit);
    loop.run(source.wait_for_change(context));
    return clock.now() < context.deadline();
  }

  testing::TemporaryDirectory directory;
  net::EventLoop loop;
  net::RealClock clock;
  net::BlockingPool pool{1};
  DirectorySource source{clock, pool, directory.path(), {.quiet = Duration(1)}};
};

TEST_F(DirectoryWatch, tells_of_changes_made_before_it_was_asked) {
  std::ofstream(directory.path() / "a.yaml") << "a";
  EXPECT_TRUE(announced());
}

TEST_F(DirectoryWatch, tells_of_changes_in_folders_that_are_new) {
  fs::create_directories(directory.path() / "new/deep");
  EXPECT_TRUE(announced());
  std::ofstream(directory.path() / "new/deep/a.yaml") << "a";
  EXPECT_TRUE(announced());
  fs::remove(directory.path() / "new/deep/a.yaml");
  EXPECT_TRUE(announced());
}

TEST_F(DirectoryWatch, hidden_names_do_not_count) {
  fs::create_directory(directory.path() / ".muster");
  std::ofstream(directory.path() / ".muster/ledger.db") << "a";
  std::ofstream(directory.path() / ".a.yaml.swp") << "a";
  EXPECT_FALSE(announced(Duration(20)));
}

Task<void> stop_beside(DirectorySource& source, std::shared_ptr<net::StopFlag> stop, bool& ended) {
  auto group = co_await net::TaskGroup::open();
  group.spawn(note_end(source, net::Context(stop), ended));
  co_await net::BlockingPool(1).run([] {});
  stop->request();
  co_await group.join();
}

TEST_F(DirectoryWatch, ends_when_stopped) {
  bool ended = false;
  loop.run(stop_beside(source, std::make_shared<net::StopFlag>(), ended));
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace muster
