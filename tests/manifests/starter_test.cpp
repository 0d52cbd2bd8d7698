#include "manifests/starter.hpp"

#include "manifests/formatter.hpp"
#include "tests/manifests/support.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(Starter, is_valid_as_it_is) {
  const auto loaded = load(starter_project("infra"), test_options());
  EXPECT_EQ(rendered(loaded.diagnostics), "");
  EXPECT_EQ(loaded.desired.resources.size(), 1U);
}

TEST(Starter, is_valid_with_everything_that_is_commented_out) {
  auto files = starter_project("infra");
  auto& text = files[1].text;
  const auto start = text.find("# ---\n");
  ASSERT_NE(start, std::string::npos);
  auto machine = text.substr(start);
  text.resize(start);
  for (std::size_t at = 0; at < machine.size(); at = machine.find('\n', at) + 1)
    machine.erase(at, 2);
  text += machine;
  const auto loaded = load(files, test_options());
  EXPECT_EQ(rendered(loaded.diagnostics), "");
  EXPECT_EQ(loaded.desired.resources.size(), 2U);
}

TEST(Starter, is_in_canonical_form) {
  for (const auto& file : starter_project("infra"))
    EXPECT_EQ(format_manifest(file).text, file.text) << file.path;
}

TEST(Starter, has_a_name_that_is_allowed_whatever_the_folder_is_called) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"infra", "infra"},    {"My Project (2)", "My-Project--2-"},
      {".hidden", "hidden"}, {"", "my-project"},
      {"/", "my-project"},   {"2026", "my-project"},
      {"true", "true"},      {std::string(80, 'a'), std::string(50, 'a')},
  };
  for (const auto& [folder, name] : cases) {
    EXPECT_EQ(starter_name(folder), name);
    EXPECT_EQ(rendered(load(starter_project(name), test_options()).diagnostics), "") << name;
  }
}

}  // namespace
}  // namespace muster
