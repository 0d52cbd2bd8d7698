// What muster does, as folders of files: manifests, what happened before, and what a user sees.
// Each folder states its law in README. MUSTER_ACCEPT=1 rewrites what is expected.

#include "tests/scenarios/play.hpp"
#include "tests/scenarios/stage.hpp"
#include "tests/support/golden.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace muster::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr const char* at_rest = "No changes. The account is as the manifests say.\n";

class Scenario : public ::testing::TestWithParam<std::string> {
 protected:
  fs::path folder() const { return home() / GetParam(); }

  /// The text is in that file, unless it is what goes without saying.
  void hold(const char* file, const std::string& text, const std::string& usual) const {
    if (text != usual) return expect_golden("tests/scenarios/" + GetParam() + "/" + file, text);
    if (std::getenv("MUSTER_ACCEPT") != nullptr) fs::remove(folder() / file);
    EXPECT_FALSE(fs::exists(folder() / file)) << file << " expects more than there is";
  }
  /// Where somebody has put such a file.
  void hold_if_there(const char* file, const std::string& text) const {
    if (fs::exists(folder() / file))
      expect_golden("tests/scenarios/" + GetParam() + "/" + file, text);
  }
};

TEST_P(Scenario, is_as_written_down) {
  const std::string law = read_whole(folder() / "README");
  EXPECT_TRUE(law.size() > 1 && std::ranges::count(law, '\n') == 1)
      << "README says in one line what the scenario shows";
  const auto played = play(folder());
  hold("errors.txt", played.diagnostics, "");
  hold("plan.txt", played.text, "");
  hold_if_there("plan.json", played.json);
  hold_if_there("plan.md", played.markdown);
  hold("calls.txt", played.calls, "");
  hold("after.txt", played.after, played.after.empty() ? "" : at_rest);
}

INSTANTIATE_TEST_SUITE_P(Folder, Scenario, ::testing::ValuesIn(scenario_names()),
                         [](const auto& info) { return info.param; });

TEST(Scenarios, are_all_found) {
  EXPECT_GE(scenario_names().size(), 60U);
}

}  // namespace
}  // namespace muster::scenarios
