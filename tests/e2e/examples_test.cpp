// Every project in examples/ does what it shows: on an empty account its plan is expected-plan.txt,
// and apply makes that so.

#include "tests/e2e/support/world.hpp"
#include "tests/support/golden.hpp"

#include <filesystem>
#include <regex>
#include <set>

namespace muster::e2e {
namespace {

namespace fs = std::filesystem;

class Examples : public EndToEnd {
 protected:
  /// The example in the place of the project.
  void use(const fs::path& example) {
    fs::remove_all(folder);
    fs::copy(example, folder, fs::copy_options::recursive);
    fs::remove_all(folder / ".muster");  // a ledger left from trying it by hand
  }

  static std::set<fs::path> all() {
    std::set<fs::path> found;
    for (const auto& entry : fs::directory_iterator(MUSTER_SOURCE_DIR "/examples"))
      if (fs::exists(entry.path() / "muster.yaml")) found.insert(entry.path());
    EXPECT_FALSE(found.empty());
    return found;
  }

  /// The day on which the credit ends is another one on every day.
  static std::string without_dates(const std::string& text) {
    return std::regex_replace(text, std::regex(R"(until \d{4}-\d\d-\d\d \d\d:\d\d UTC)"),
                              "until YYYY-MM-DD HH:MM UTC");
  }
};

TEST_F(Examples, plan_what_they_say_on_an_empty_account) {
  for (const auto& example : all()) {
    SCOPED_TRACE(example);
    use(example);
    start_sandbox();
    const auto plan = muster({"plan"});
    EXPECT_EQ(plan.exit, 0) << plan.err;
    expect_golden(example.lexically_relative(MUSTER_SOURCE_DIR) / "expected-plan.txt",
                  without_dates(plan.out));
  }
}

TEST_F(Examples, are_applied_in_one_run) {
  for (const auto& example : all()) {
    SCOPED_TRACE(example);
    use(example);
    start_sandbox({"--time-scale", "1000"});
    apply_and_settle();
  }
}

}  // namespace
}  // namespace muster::e2e
