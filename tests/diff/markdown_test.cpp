// What a comment on a pull request is made of: whatever the texts of a plan hold, they stay inside
// their code blocks, every block and tag is closed, and the whole stays short enough.

#include "diff/markdown.hpp"

#include "diff/render.hpp"
#include "model/utf8.hpp"
#include "tests/support/world_builder.hpp"

#include <algorithm>
#include <cctype>
#include <random>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace muster {
namespace {

using namespace muster::testing;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t github_max = 65'536;

/// What a renderer of CommonMark makes of a comment.
struct Seen {
  std::vector<std::string> prose;  // lines outside of code blocks
  std::size_t blocks = 0;
  bool block_open = false;
};

std::size_t backticks_at(std::string_view line) {
  return std::min(line.find_first_not_of('`'), line.size());
}

Seen read(const std::string& text) {
  Seen seen;
  std::size_t fence = 0;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const std::size_t ticks = backticks_at(line);
    if (fence > 0) {
      const bool ends = ticks >= fence && line.find_first_not_of("` ") == std::string::npos;
      if (ends) fence = 0;
    } else if (ticks >= 3) {
      EXPECT_TRUE(line.substr(ticks) == "diff" || line.substr(ticks) == "text") << line;
      fence = ticks;
      ++seen.blocks;
    } else {
      seen.prose.push_back(line);
    }
  }
  seen.block_open = fence > 0;
  return seen;
}

/// The line without its code spans, as CommonMark pairs them.
std::string without_code(std::string_view line) {
  std::string rest;
  while (!line.empty()) {
    const std::size_t ticks = backticks_at(line);
    std::size_t end = ticks;
    if (ticks > 0) {
      while (end < line.size() && (line[end] != '`' || backticks_at(line.substr(end)) != ticks))
        end += line[end] == '`' ? backticks_at(line.substr(end)) : 1;
      if (end >= line.size()) return rest + " (a span that does not end)";
      rest += "C";
    } else {
      rest += line.front();
    }
    line.remove_prefix(ticks > 0 ? end + ticks : 1);
  }
  return rest;
}

bool is_marker(std::string_view line) {
  constexpr std::string_view head = "<!-- muster plan";
  constexpr std::string_view tail = " -->";
  if (!line.starts_with(head) || !line.ends_with(tail)) return false;
  line = line.substr(head.size(), line.size() - head.size() - tail.size());
  return line.find("--") == std::string_view::npos &&
         std::ranges::all_of(line.substr(line.starts_with(' ') ? 1 : 0), [](char c) {
           return std::string_view("_.%-/").find(c) != std::string_view::npos ||
                  std::isalnum(static_cast<unsigned char>(c)) != 0;
         });
}

/// Nothing but what muster itself has to say stands outside of code.
void expect_own_words(const std::vector<std::string>& prose) {
  static const std::regex own(
      R"(|### muster plan(: C)?( in C)?|Plan C|</details>|What is lost or interrupted:)"
      R"(|<details><summary>[A-Z][a-z ]+: [0-9]+ [A-Za-z ]+</summary>)"
      R"(|\*\*(Plan|No changes|No plan|Drift|No drift)[a-zA-Z0-9,.: ]*\*\*)"
      R"(( \*\*Denied: muster will not perform this plan.\*\*)?)");
  int open = 0;
  for (const auto& line : prose) {
    const auto words = without_code(line);
    EXPECT_TRUE(is_marker(line) || (words.size() < 200 && std::regex_match(words, own))) << line;
    open += line.starts_with("<details>") ? 1 : line == "</details>" ? -1 : 0;
    EXPECT_TRUE(open == 0 || open == 1) << line;
  }
  EXPECT_EQ(open, 0);
}

void expect_sound(const std::string& text) {
  const auto seen = read(text);
  EXPECT_FALSE(seen.block_open);
  expect_own_words(seen.prose);
  EXPECT_LT(comment_length(text), github_max);
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = utf8_length(rest);
    ASSERT_GT(length, 0U) << "not UTF-8";
    const char32_t c = utf8_character(rest.substr(0, length));
    ASSERT_TRUE(c == '\n' || (c >= 0x20 && c != 0x7F && (c < 0x202A || c > 0x202E))) << +c;
    rest.remove_prefix(length);
  }
}

class Nasty {
 public:
  explicit Nasty(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t count) { return random_() % count; }

  std::string text() {
    static const std::vector<std::string> pieces = {"`",
                                                    "```",
                                                    "````diff",
                                                    "~~~",
                                                    "\n",
                                                    "\r\n",
                                                    "\n\n",
                                                    "</details>",
                                                    "<details>",
                                                    "</summary>",
                                                    "<!-- ",
                                                    " -->",
                                                    "--",
                                                    "<script>",
                                                    "<img src=x onerror=y>",
                                                    "@everybody",
                                                    "#1",
                                                    "\n# Owned",
                                                    "[x](http://evil)",
                                                    "![x](y)",
                                                    "http://evil.example",
                                                    "\\",
                                                    "*",
                                                    "_",
                                                    "|",
                                                    "&lt;",
                                                    "\x1b[31m",
                                                    "\u202E",
                                                    "\u2028",
                                                    "\u200B",
                                                    "\xF0\x9F\x98\x80",
                                                    "\xF0\x9F",
                                                    "\xC3",
                                                    "\xFF",
                                                    "\u00E9",
                                                    "\n/close",
                                                    "\n+ fake",
                                                    "plain text ",
                                                    "\t",
                                                    std::string(1, '\0'),
                                                    std::string(300, '`')};
    std::string made;
    for (std::size_t i = below(12); i > 0; --i)
      made += below(8) == 0 ? std::string(1, static_cast<char>(below(256)))
                            : pieces[below(pieces.size())];
    if (below(40) == 0) made += std::string(5'000, "x`\xC3"[below(3)]);
    return made;
  }

  std::vector<std::string> texts(std::size_t most) {
    std::vector<std::string> made(below(most + 1));
    for (auto& one : made) one = text();
    return made;
  }

  ResourceKey key() { return {below(2) == 0 ? Kind::volume : Kind::virtual_machine, text()}; }

  ResourceChange change() {
    constexpr std::array actions = {Action::create,    Action::update,
                                    Action::remove,    Action::replace,
                                    Action::hibernate, Action::replace_create_first};
    ResourceChange made{.key = key(), .action = actions[below(actions.size())], .reason = text()};
    for (std::size_t i = below(4); i > 0; --i)
      made.fields.push_back({.path = "/spec/" + text(), .before = text(), .after = text()});
    made.warnings = texts(2);
    return made;
  }

  Plan plan(std::size_t most) {
    Plan made;
    for (std::size_t i = below(most); i > 0; --i) made.changes.push_back(change());
    for (std::size_t i = below(most); i > 0; --i) made.drift.push_back(change());
    for (std::size_t i = below(most); i > 0; --i)
      made.steps.push_back({.resource = key(), .operation = CreateVolume{.spec = volume_spec()}});
    for (std::size_t i = 0; i < std::min<std::size_t>(made.steps.size(), 8); ++i)
      made.critical_path.push_back(i);
    made.notes = texts(most);
    made.cost = PlanCost{.one_off = texts(3), .savings = texts(3), .unknown = texts(3)};
    made.override_reason = text();
    made.hash = "0123456789abcdef";
    return made;
  }

  CommentFrame frame(std::size_t most) {
    CommentFrame made{.project = text(), .environment = text()};
    for (std::size_t i = below(most); i > 0; --i)
      made.problems.push_back({.severity = below(2) == 0 ? Severity::error : Severity::warning,
                               .position = {text(), static_cast<std::uint32_t>(below(3)), 1},
                               .message = text(),
                               .hint = text()});
    return made;
  }

 private:
  std::mt19937_64 random_;
};

TEST(Comment, holds_whatever_the_texts_of_a_plan_say) {
  for (std::uint64_t seed = 1; seed <= 400 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Nasty nasty(seed);
    const std::size_t most = seed % 20 == 0 ? 600 : 6;
    const Plan plan = nasty.plan(most);
    const auto frame = nasty.frame(most);
    const auto text = render_markdown(plan, frame);
    expect_sound(text);
    expect_sound(render_markdown(frame));
    expect_sound(render_drift_markdown({.changes = plan.drift, .owned = plan.drift.size()}));
  }
}

Plan plan_of_volumes(std::size_t count, const std::string& description) {
  TestWorld world;
  for (std::size_t i = 0; i < count; ++i) {
    VolumeSpec spec = volume_spec(100);
    spec.description = description;
    world.want("volume-" + std::to_string(i), spec);
  }
  return world.plan().plan;
}

TEST(Comment, stays_below_what_github_takes_and_says_what_is_left_out) {
  for (const auto& description :
       {std::string("plain"), std::string(350, '`'), std::string("\u00E9\xF0\x9F\x98\x80")}) {
    for (const std::size_t size : {10U, 200U, 3000U}) {
      const auto text = render_markdown(plan_of_volumes(size, description), {});
      expect_sound(text);
      EXPECT_THAT(text, HasSubstr("Plan: " + std::to_string(size) + " to add"));
      if (size == 3000U) {
        EXPECT_THAT(text,
                    ::testing::ContainsRegex("# \\.\\.\\. [0-9]+ of 3000 resources left out"));
        EXPECT_THAT(text, HasSubstr("`muster show PLANFILE` show all"));
        EXPECT_GT(comment_length(text), github_max * 3 / 4) << "more would have fitted";
      }
    }
  }
}

TEST(Comment, counts_as_github_does) {
  EXPECT_EQ(comment_length("abc"), 3U);
  EXPECT_EQ(comment_length("\u00E9\u20AC"), 2U);
  EXPECT_EQ(comment_length("\xF0\x9F\x98\x80"), 2U);
}

TEST(Comment, has_a_marker_of_the_project_and_the_environment_alone) {
  struct Case {
    const char* project;
    const char* environment;
    const char* marker;
  };
  for (const auto& c : {Case{"shop", "", "<!-- muster plan shop -->"},
                        Case{"shop", "staging", "<!-- muster plan shop/staging -->"},
                        Case{"a--b", "", "<!-- muster plan a-%2Db -->"},
                        Case{"a/b", "-", "<!-- muster plan a%2Fb/%2D -->"},
                        Case{"x -->", "", "<!-- muster plan x%20-%2D%3E -->"},
                        Case{"", "", "<!-- muster plan -->"}}) {
    EXPECT_EQ(comment_marker(c.project, c.environment), c.marker);
    const CommentFrame frame{.project = c.project, .environment = c.environment};
    EXPECT_TRUE(
        render_markdown(plan_of_volumes(1, ""), frame).starts_with(std::string(c.marker) + "\n"));
    EXPECT_TRUE(render_markdown(Plan{}, frame).starts_with(std::string(c.marker) + "\n"));
  }
}

TEST(Comment, puts_code_into_a_span_that_it_cannot_end) {
  EXPECT_EQ(code_span("shop"), "`shop`");
  EXPECT_EQ(code_span("a`b"), "``a`b``");
  EXPECT_EQ(code_span("``a"), "``` ``a ```");
  EXPECT_EQ(code_span(""), "` `");
  EXPECT_EQ(code_span("@team\n#1"), "`@team?#1`");
}

TEST(Comment, is_coloured_by_its_first_column) {
  TestWorld world;
  world.want("old", volume_spec(200));
  world.want("data", volume_spec(500));
  world.apply();
  world.unwant({Kind::volume, "old"});
  world.want("data", volume_spec(800));
  world.want("new", volume_spec(100));
  const auto text = render_markdown(world.plan().plan, {});
  EXPECT_THAT(text, HasSubstr("\n+ Volume/new will be created\n+     id: (known after apply)\n"));
  EXPECT_THAT(text, HasSubstr("\n- Volume/old will be deleted: the manifest was removed\n"));
  EXPECT_THAT(text, HasSubstr("\n-/+ Volume/data must be replaced"));
  EXPECT_THAT(text, HasSubstr("\n!     size: \"500GB\" -> \"800GB\"  # forces replacement\n"));
  EXPECT_THAT(text, HasSubstr("\n- Volume/old: everything on the volume (200GB) is lost"));
}

TEST(Comment, says_first_that_a_plan_is_denied_and_why) {
  const CommentFrame frame{.problems = {{.position = {"limits.yaml", 5, 14}, .message = "no"}}};
  const auto text = render_markdown(plan_of_volumes(1, ""), frame);
  EXPECT_THAT(text, HasSubstr("0 to destroy.** **Denied: muster will not perform this plan.**\n"
                              "\n```diff\n- limits.yaml:5:14: no\n```\n"));
  EXPECT_THAT(render_markdown(plan_of_volumes(1, ""), {}), Not(HasSubstr("Denied")));
  EXPECT_THAT(render_markdown(frame), HasSubstr("\n**No plan: 1 error.**\n"));
}

}  // namespace
}  // namespace muster
