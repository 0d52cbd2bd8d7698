#include "model/diagnostic.hpp"

#include <gtest/gtest.h>

namespace muster {
namespace {

TEST(Diagnostic, shows_place_line_caret_and_help) {
  const Diagnostic d{.position = {"vm.yaml", 7, 3},
                     .length = 6,
                     .message = "unknown field `regoin`",
                     .hint = "did you mean `region`?",
                     .source_line = "  regoin: CANADA-1"};
  EXPECT_EQ(render(d),
            "vm.yaml:7:3: error: unknown field `regoin`\n"
            "  7 |   regoin: CANADA-1\n"
            "    |   ^~~~~~\n"
            "  help: did you mean `region`?");
}

TEST(Diagnostic, columns_count_characters_not_bytes) {
  const Diagnostic d{.position = {"a.yaml", 1, 5}, .message = "m", .source_line = "äö: x"};
  EXPECT_NE(render(d).find("\n    |     ^"), std::string::npos);
}

TEST(Diagnostic, without_a_line_names_only_the_file) {
  EXPECT_EQ(render({.position = {"a.yaml", 0, 0}, .message = "is empty"}),
            "a.yaml: error: is empty");
}

}  // namespace
}  // namespace muster
