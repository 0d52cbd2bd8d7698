#include "manifests/formatter.hpp"

#include "manifests/examples.hpp"
#include "model/diagnostic.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

std::string format(const std::string& text) {
  const auto formatted = format_manifest({"a.yaml", text});
  std::string shown = formatted.text;
  for (const auto& diagnostic : formatted.diagnostics) shown += "!" + render(diagnostic);
  return shown;
}

struct FormatCase {
  const char* reason;
  std::string before;
  std::string after;
};

void expect_all(const std::vector<FormatCase>& cases) {
  for (const auto& [reason, before, after] : cases) {
    SCOPED_TRACE(reason);
    EXPECT_EQ(format(before), after) << before;
    EXPECT_EQ(format(after), after) << "formatting twice is formatting once";
  }
}

TEST(Formatter, gives_every_level_two_blanks) {
  expect_all({
      {"deep mappings", "a:\n    b:\n        c: 1\n    d: 2\n", "a:\n  b:\n    c: 1\n  d: 2\n"},
      {"one blank is too little", "a:\n b:\n  c: 1\n", "a:\n  b:\n    c: 1\n"},
      {"lists go below their key", "a:\n- b\n- c\nd: 1\n", "a:\n  - b\n  - c\nd: 1\n"},
      {"mappings in lists", "-   a: 1\n    b: 2\n-   c: 3\n", "- a: 1\n  b: 2\n- c: 3\n"},
      {"lists in lists", "-    -  a\n     -  b\n-  c\n", "- - a\n  - b\n- c\n"},
      {"list in a mapping in a list", "- a:\n  - b\n  c:\n    - d\n",
       "- a:\n    - b\n  c:\n    - d\n"},
      {"a value on its own line", "a:\n      b\nc:\n  {d: e}\n", "a:\n  b\nc:\n  {d: e}\n"},
      {"a whole document indented", "   a: 1\n   b: 2\n", "a: 1\nb: 2\n"},
      {"anchors and tags", "a:   &x\n    b: 1\nc:    *x\nd:  !!str   5\n",
       "a: &x\n  b: 1\nc: *x\nd: !!str 5\n"},
  });
}

TEST(Formatter, puts_one_blank_between_words) {
  expect_all({
      {"after a key", "a:    1\nb:\t2\n", "a: 1\nb: 2\n"},
      {"before a colon", "a : 1\n'b'   : 2\n", "a: 1\n'b': 2\n"},
      {"flow mappings", "a: { b : 1,c: 2 , d:   3,}\n", "a: {b: 1, c: 2, d: 3,}\n"},
      {"flow lists", "a: [ b,c ,  {d: e} , [ ] ]\n", "a: [b, c, {d: e}, []]\n"},
      {"as JSON", "{\"a\":1,\"b\":[2,\"c\"]}\n", "{\"a\": 1, \"b\": [2, \"c\"]}\n"},
      {"colons within words stay", "a: b:c\nd: {e: http://f:80/g, h: 1:2}\n",
       "a: b:c\nd: {e: http://f:80/g, h: 1:2}\n"},
      {"blanks within words stay", "a: b   c\nd: 'e   f '\ng: [h   i]\n",
       "a: b   c\nd: 'e   f '\ng: [h   i]\n"},
      {"variables", "a:  ${var.x}\nb: \"${var.y}  z\"\n", "a: ${var.x}\nb: \"${var.y}  z\"\n"},
      {"empty values", "a:   \nb: {c: , d}\n", "a:\nb: {c: , d}\n"},
      {"quotes stay as they are", "a:  \"b\"\nc:  'd'\ne:  'it''s'\n",
       "a: \"b\"\nc: 'd'\ne: 'it''s'\n"},
  });
}

TEST(Formatter, keeps_comments_where_they_belong) {
  expect_all({
      {"above a key", "a:\n    # of b\n    b: 1\n# of c\nc: 2\n",
       "a:\n  # of b\n  b: 1\n# of c\nc: 2\n"},
      {"at the end of a line, with their distance", "a:  1   # one\nb: 2 # two\nc: [d]\t# three\n",
       "a: 1   # one\nb: 2 # two\nc: [d] # three\n"},
      {"at the end of a block", "a:\n    b: 1\n    # last of a\nc: 2\n",
       "a:\n  b: 1\n  # last of a\nc: 2\n"},
      {"what is commented out stays inside", "a:\n    b:\n        # - c\n    d: 1\n",
       "a:\n  b:\n    # - c\n  d: 1\n"},
      {"between documents", "# top\n---\n# first\na: 1\n# end\n---\n  # second\nb: 2\n# bye",
       "# top\n---\n# first\na: 1\n# end\n---\n# second\nb: 2\n# bye\n"},
      {"beside a document marker", "---    # here\na: 1\n", "---    # here\na: 1\n"},
      {"in a list", "a:\n- b\n# of c\n- c\n# of d\nd: 1\n",
       "a:\n  - b\n  # of c\n  - c\n# of d\nd: 1\n"},
      {"in flow collections", "a: [ # open\n b, # of b\n# alone\n  c\n]\n",
       "a: [ # open\n  b, # of b\n  # alone\n  c\n]\n"},
      {"that go on below the first", "a:\n    b: 1   # one\n           # two\n    c: 2\n",
       "a:\n  b: 1   # one\n         # two\n  c: 2\n"},
      {"after a key without a value", "a: # of a\n    b: 1\n", "a: # of a\n  b: 1\n"},
      {"below the key, less indented than the value", "a:\n# of a\n    b: 1\n",
       "a:\n# of a\n  b: 1\n"},
      {"a sign within a word is none", "a: b#c\nd: 'e # f'\n", "a: b#c\nd: 'e # f'\n"},
      {"without a blank behind the sign", "#a\nb: 1 #c\n", "#a\nb: 1 #c\n"},
      {"nothing but comments", "\n\n  # a\n\n\n#b", "# a\n\n#b\n"},
  });
}

TEST(Formatter, keeps_block_texts_exactly) {
  expect_all({
      {"their lines move with their key",
       "a:\n    b: |\n        x\n          y\n\n        z\n    c: 1\n",
       "a:\n  b: |\n    x\n      y\n\n    z\n  c: 1\n"},
      {"blanks at the end of their lines", "a: |\n  x  \n   \n  y\t\n",
       "a: |\n  x  \n   \n  y\t\n"},
      {"with an indicator", "a:\n    b: |2\n        x\n      y\n", "a:\n  b: |2\n      x\n    y\n"},
      {"what looks like a comment", "a: >-  # real\n     # text\n     b\n# real\nc: 1\n",
       "a: >-  # real\n  # text\n  b\n# real\nc: 1\n"},
      {"line ends that are kept", "a: |+\n   x\n\n\nb: |+\n\n\n", "a: |+\n  x\n\n\nb: |+\n\n\n"},
      {"line ends that are not", "a: |\n   x\n\n\n\nb: 1\n", "a: |\n  x\n\nb: 1\n"},
      {"in lists", "-   |\n     x\n-   b: >\n         y\n    c: 1\n",
       "- |\n  x\n- b: >\n    y\n  c: 1\n"},
      {"empty", "a: |\nb: |-\n\nc: 1\n", "a: |\nb: |-\n\nc: 1\n"},
      {"without a line end", "a: |\n    x", "a: |\n  x"},
      {"tabs", "a: |\n    \tx\n", "a: |\n  \tx\n"},
      {"documents in documents", "a: |\n  ---\n  b: 1\n---\nc: 1\n",
       "a: |\n  ---\n  b: 1\n---\nc: 1\n"},
  });
}

TEST(Formatter, keeps_the_line_breaks_of_texts_and_flow_collections) {
  expect_all({
      {"plain", "a: b\n     c\n\n     d\ne: 1\n", "a: b\n  c\n\n  d\ne: 1\n"},
      {"plain, in a list", "- a\n      b\n- c\n", "- a\n  b\n- c\n"},
      {"quoted", "a: \"b  \n     c \\\n     d\"\ne: 'f\n\n   g'\n",
       "a: \"b  \n  c \\\n  d\"\ne: 'f\n\n  g'\n"},
      {"flow lists", "a: [\n       b,\n   c\n     ]\n", "a: [\n  b,\n  c\n]\n"},
      {"flow in flow", "a:\n    - {\n b: [\n c\n ]\n}\n",
       "a:\n  - {\n      b: [\n        c\n      ]\n    }\n"},
      {"flow below its key", "a:\n  [\n  b\n  ]\n", "a:\n  [\n    b\n  ]\n"},
      {"plain, in flow", "a: [b\n   c,\n  d]\n", "a: [b\n  c,\n  d]\n"},
  });
}

TEST(Formatter, cleans_lines_and_their_ends) {
  const std::string mark = "\xEF\xBB\xBF";
  expect_all({
      {"blanks at the end", "a: 1  \nb: 2\t\n   \nc: 3 # d  \n", "a: 1\nb: 2\n\nc: 3 # d\n"},
      {"carriage returns", "a: 1\r\nb: |\r\n  x\r\n  y\r\n# c\r\n", "a: 1\nb: |\n  x\n  y\n# c\n"},
      {"byte order mark", mark + "a: 1\n", "a: 1\n"},
      {"empty lines at both ends", "\n\n\na: 1\n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n"},
      {"no line end", "a: 1", "a: 1\n"},
      {"nothing", "", ""},
      {"only blanks", " \n\n", ""},
      {"content beside a marker", "--- {a: 1}\n--- |\n x\n...\n---\n",
       "---\n{a: 1}\n---\n|\n x\n...\n---\n"},
      {"directives", "%YAML 1.2\n---\na:  1\n", "%YAML 1.2\n---\na: 1\n"},
  });
}

TEST(Formatter, refuses_what_does_not_parse_and_says_where) {
  const auto broken = format_manifest({"x.yaml", "a: 1\nb: [1\nc: 2\n"});
  EXPECT_EQ(broken.text, "");
  ASSERT_EQ(broken.diagnostics.size(), 1U);
  EXPECT_EQ(broken.diagnostics[0].position.file, "x.yaml");
  EXPECT_GT(broken.diagnostics[0].position.line, 1U);
}

TEST(Formatter, refuses_a_text_that_is_still_open_where_the_file_ends) {
  EXPECT_TRUE(format("a: 1\nb: \"c\n  ").starts_with("!a.yaml:")) << format("a: 1\nb: \"c\n  ");
}

TEST(Formatter, says_where_it_meets_an_explicit_key) {
  const auto formatted = format_manifest({"x.yaml", "a: 1\r\n? b\n: c\n"});
  ASSERT_EQ(formatted.diagnostics.size(), 1U);
  EXPECT_EQ(formatted.diagnostics[0].position, (Position{"x.yaml", 2, 1}));
}

TEST(Formatter, leaves_the_examples_of_the_documentation_as_they_are) {
  for (const auto& [kind, name] : enum_names<Kind>)
    EXPECT_EQ(format(std::string(example_of(kind))), example_of(kind)) << name;
}

}  // namespace
}  // namespace muster
