#include "controller/serve/daemon_files.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class DaemonFilesTest : public testing::Test {
 public:
  DaemonFilesTest() { fs::remove_all(folder); }
  ~DaemonFilesTest() override { fs::remove_all(folder); }

 protected:
  fs::perms access(const char* name) const { return fs::status(folder / name).permissions(); }

  const fs::path folder =
      fs::path(testing::TempDir()) /
      ("daemon_files_" +
       std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(DaemonFilesTest, the_token_is_for_its_owner_alone_and_stays_over_restarts) {
  const auto token = take_token(folder).value();
  EXPECT_EQ(token.size(), 64U);
  EXPECT_EQ(access("daemon.token"), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(take_token(folder).value(), token);
  EXPECT_EQ(read_token(folder).value(), token);
}

TEST_F(DaemonFilesTest, a_token_that_others_could_read_or_that_is_none_is_made_anew) {
  const auto token = take_token(folder).value();
  fs::permissions(folder / "daemon.token", fs::perms::others_read, fs::perm_options::add);
  const auto second = take_token(folder).value();
  EXPECT_NE(second, token);
  EXPECT_EQ(access("daemon.token"), fs::perms::owner_read | fs::perms::owner_write);
  std::ofstream(folder / "daemon.token") << "short\n";
  EXPECT_EQ(take_token(folder).value().size(), 64U);
}

TEST_F(DaemonFilesTest, a_daemon_is_found_where_it_says_it_is) {
  ASSERT_TRUE(take_token(folder).has_value());
  ASSERT_TRUE(publish_place(folder, {"http://127.0.0.1:9", 42}).has_value());
  EXPECT_EQ(find_place(folder)->url, "http://127.0.0.1:9");
  withdraw_place(folder, 41);
  EXPECT_EQ(find_place(folder)->process, 42) << "only its own";
  withdraw_place(folder, 42);
  ASSERT_FALSE(find_place(folder).has_value());
  EXPECT_THAT(find_place(folder).error().text(), HasSubstr("`muster run` starts one"));
}

TEST_F(DaemonFilesTest, a_place_that_cannot_be_understood_is_said_to_be_so) {
  fs::create_directories(folder);
  for (const char* text : {"", "{}", "[1]", R"({"url": 7, "process": 1})"}) {
    std::ofstream(folder / "daemon.json") << text;
    ASSERT_FALSE(find_place(folder).has_value()) << text;
    EXPECT_EQ(find_place(folder).error().code(), Errc::corrupt) << text;
  }
}

}  // namespace
}  // namespace muster
