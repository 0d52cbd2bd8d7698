#include "controller/cli/lock_words.hpp"

#include <gtest/gtest.h>

namespace muster::cli {
namespace {

using namespace std::chrono_literals;

LockState held_by(std::string holder, bool in_force, HolderLife life) {
  return {LeaseRow{4, std::move(holder), Timestamp(1500ms)}, in_force, life};
}

TEST(LockWords, say_who_holds_the_lock_and_whether_they_are_still_there) {
  struct Case {
    LockState state;
    const char* word;
    bool held;
    const char* said;
  };
  for (const auto& c : {Case{{}, "free", false, "The lock is free (fence 0)."},
                        Case{held_by("me@here pid 7", true, HolderLife::running), "held", true,
                             "runs on this machine"},
                        Case{held_by("me@there pid 7", true, HolderLife::unknown), "held", true,
                             "cannot be told from here"},
                        Case{held_by("me@here pid 7", true, HolderLife::gone), "abandoned", false,
                             "does not run any more"},
                        Case{held_by("me@here pid 7", false, HolderLife::unknown), "expired", false,
                             "ran out at 1970-01-01T00:00:01Z"}}) {
    SCOPED_TRACE(c.word);
    EXPECT_EQ(c.state.is_held(), c.held);
    EXPECT_NE(lock_text(c.state).find(c.said), std::string::npos) << lock_text(c.state);
    EXPECT_EQ(*lock_value(c.state).find("state"), Value(c.word));
  }
}

TEST(LockWords, show_no_control_characters_of_a_holder) {
  const auto state = held_by("\x1b[2Jme", true, HolderLife::running);
  EXPECT_EQ(lock_text(state).find('\x1b'), std::string::npos);
  EXPECT_EQ(broken_text(state).find('\x1b'), std::string::npos);
}

TEST(LockWords, say_what_breaking_has_done) {
  EXPECT_NE(broken_text({}).find("nothing was done"), std::string::npos);
  EXPECT_NE(broken_text(held_by("me", true, HolderLife::gone)).find("fence 4 is stale"),
            std::string::npos);
}

}  // namespace
}  // namespace muster::cli
