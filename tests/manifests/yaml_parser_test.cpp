#include "manifests/yaml_parser.hpp"

#include "manifests/limits.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace muster {
namespace {

ParsedYaml parse(const std::string& text) {
  return parse_yaml(SourceText("a.yaml", text));
}

std::string text_of(const YamlNode& node) {
  if (node.shape == YamlNode::Shape::scalar) return node.quoted ? "'" + node.text + "'" : node.text;
  if (node.shape == YamlNode::Shape::null) return "null";
  std::string text;
  for (std::size_t i = 0; i < node.items.size(); ++i)
    text += (i == 0 ? "" : ",") + (node.keys.empty() ? "" : node.keys[i].text + "=") +
            text_of(node.items[i]);
  return node.shape == YamlNode::Shape::mapping ? "{" + text + "}" : "[" + text + "]";
}

std::string tree(const std::string& text) {
  const ParsedYaml yaml = parse(text);
  std::string shown;
  for (const auto& document : yaml.documents)
    shown += (shown.empty() ? "" : ";") + text_of(document);
  for (const auto& d : yaml.diagnostics)
    shown += " !" + std::to_string(d.position.line) + ":" + std::to_string(d.position.column) +
             " " + d.message;
  return shown;
}

TEST(YamlParser, gets_past_what_begins_a_document_without_sense) {
  EXPECT_EQ(tree("--- ,\n"), " !1:5 this has no place at the beginning of a document");
}

TEST(YamlParser, reads_the_common_shapes) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"# nothing\n", ""},
      {"---\n---\n# c\n---\n", ""},
      {"a: b\n---\nc: d\n", "{a=b};{c=d}"},
      {"a: b\n...\nc: d\n", "{a=b};{c=d}"},
      {"a: {b: [c, 'd']}\n", "{a={b=[c,'d']}}"},
      {"a: |\n  x\n   y\n", "{a='x\n y\n'}"},
      {"a: >-\n  x\n  y\n", "{a='x y'}"},
      {"a: |\n  \tx", "{a='\tx'}"},
      {"a: [\n\tb,\n\tc]\n", "{a=[b,c]}"},
      {"a: b\r\nc: d\r\n", "{a=b,c=d}"},
      {"\xEF\xBB\xBF"
       "a: b\n",
       "{a=b}"},
      {"a: &x {b: c}\nd: *x\n", "{a={b=c},d={b=c}}"},
      {"%YAML 1.2\n---\na: b\n", "{a=b}"},
      {"a: !!str 1\nb: !!int 2\n", "{a='1',b=2}"},
      {"a:\nb: ~\nc: ''\n", "{a=null,b=null,c=''}"},
      {"a: 'it''s'\nb: \"\\u00e9\"\n", "{a='it's',b='\xC3\xA9'}"},
      {"a: http://x#y\n", "{a=http://x#y}"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(tree(text), expected) << text;
}

TEST(YamlParser, resolves_plain_scalars_as_yaml_1_2_core) {
  const std::vector<std::pair<std::string, ScalarType>> cases = {
      {"true", ScalarType::boolean}, {"False", ScalarType::boolean},
      {"TRUE", ScalarType::boolean}, {"yes", ScalarType::text},
      {"no", ScalarType::text},      {"on", ScalarType::text},
      {"off", ScalarType::text},     {"y", ScalarType::text},
      {"n", ScalarType::text},       {"tRue", ScalarType::text},
      {"~", ScalarType::null},       {"null", ScalarType::null},
      {"NULL", ScalarType::null},    {"nUll", ScalarType::text},
      {"0", ScalarType::integer},    {"-12", ScalarType::integer},
      {"+12", ScalarType::integer},  {"0x1F", ScalarType::integer},
      {"0o17", ScalarType::integer}, {"0o18", ScalarType::text},
      {"0777", ScalarType::text},    {"1_000", ScalarType::text},
      {"12:30", ScalarType::text},   {"2026-01-02", ScalarType::text},
      {"0b1", ScalarType::text},     {"1.5", ScalarType::real},
      {"1e3", ScalarType::real},     {".5", ScalarType::real},
      {"1.", ScalarType::real},      {"-.inf", ScalarType::real},
      {".NaN", ScalarType::real},    {".", ScalarType::text},
      {"1.2.3", ScalarType::text},   {"1e", ScalarType::text},
      {"-", ScalarType::text},       {"00.5", ScalarType::text},
      {"500GB", ScalarType::text},   {"0x", ScalarType::text},
  };
  for (const auto& [text, expected] : cases) {
    YamlNode node{.shape = YamlNode::Shape::scalar, .text = text};
    EXPECT_EQ(scalar_type(node), expected) << text;
    node.quoted = true;
    EXPECT_EQ(scalar_type(node), ScalarType::text) << text;
  }
}

TEST(YamlParser, reads_integers_of_every_base_and_refuses_overflow) {
  std::int64_t value = 0;
  EXPECT_TRUE(scalar_integer("0x1F", value));
  EXPECT_EQ(value, 31);
  EXPECT_TRUE(scalar_integer("0o17", value));
  EXPECT_EQ(value, 15);
  EXPECT_TRUE(scalar_integer("-9223372036854775808", value));
  EXPECT_FALSE(scalar_integer("9223372036854775808", value));
}

TEST(YamlParser, says_where_and_what_is_wrong) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a: b\na: c\n", "{a=b} !2:1 duplicate key `a`, first given at line 1, column 1"},
      {"{a: 1, b: 2, a: 3}", "{a=1,b=2} !1:14 duplicate key `a`, first given at line 1, column 2"},
      {"? [a]\n: b\n", "{} !1:3 a key must be a text, found a list"},
      {"a: &x {b: c}\nd:\n  <<: *x\n",
       "{a={b=c},d={}} !3:3 merge keys (`<<`) are not part of YAML 1.2"},
      {"a: *x\n", " !1:4 unknown alias"},
      {"a: &x [*x]\n", " !1:8 this alias stands inside what it refers to"},
      {"a: !foo 1\n", "{a=1} !1:4 the tag `!foo` means nothing to muster"},
      {"a:\n\tb: c\n", " !2:1 a tab is used for indentation"},
      {"a:\n\tb\n", " !2:1 a tab is used for indentation"},
      {"a:\n  \tb: c\n", " !2:3 a tab is used for indentation"},
      {"a: 'b\nc: d\n", " !3:1 a quoted text is never closed"},
      {"a: \"b", " !1:6 a quoted text is never closed"},
      {"a: [b\n", " !2:1 a `[` is never closed, or a `,` is missing"},
      {"a: b: c\n", " !1:5 a `:` has no place here"},
      {"a: `b`\n", " !1:4 this character cannot begin a value"},
      {"a: 'b' c\n", " !1:8 this does not belong to the mapping it stands in"},
      {"- a\nb: c\n", "[a] !2:1 this does not belong to the document before it"},
      {"{a: b} {c: d}\n", "{a=b} !1:8 this does not belong to the document before it"},
      {"a: [${var.x}]\n", " !1:6 a `{` has no place here"},
      {"a: \"\\q\"\n", " !1:7 invalid YAML: unknown escape character: q"},
      {"a: b\n---\nc: 'd\n", "{a=b} !4:1 a quoted text is never closed"},
      {"a: \"\\0\"\n", std::string("{a='") + '\0' + "'} !1:4 NUL byte in a text"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(tree(text), expected) << text;
}

TEST(YamlParser, refuses_bytes_that_are_not_text) {
  using namespace std::string_literals;
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a: b\0c\n"s, " !1:5 NUL byte in the text"},
      {"\xFF\xFE"
       "a\0"s,
       " !0:0 the file is UTF-16, not UTF-8"},
      {"\xFE\xFF\0a"s, " !0:0 the file is UTF-16, not UTF-8"},
      {"\0\0\xFE\xFF"s, " !0:0 the file is UTF-32, not UTF-8"},
      {"\xFF\xFE\0\0"s, " !0:0 the file is UTF-32, not UTF-8"},
      {"a: b\nc: \xC3\x28\n"s, " !2:4 invalid UTF-8 (byte 0xC3)"},
      {"a: \xC0\xAF"s, " !1:4 invalid UTF-8 (byte 0xC0)"},
      {"a: \xED\xA0\x80"s, " !1:4 invalid UTF-8 (byte 0xED)"},
      {"a: \xF4\x90\x80\x80"s, " !1:4 invalid UTF-8 (byte 0xF4)"},
      {"a: \xE2\x82"s, " !1:4 invalid UTF-8 (byte 0xE2)"},
      {"\xC3\xA9: \x1B[31m"s, " !1:4 control character in the text (byte 0x1B)"},
      {"a: \xC2\x9B"s, " !1:4 control character in the text (byte 0xC2)"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(tree(text), expected) << text;
}

TEST(YamlParser, counts_columns_in_characters) {
  const ParsedYaml yaml = parse("\xC3\xA4\xC3\xB6: x\n");
  EXPECT_EQ(yaml.documents.at(0).items.at(0).mark, (Mark{1, 5}));
}

}  // namespace
}  // namespace muster
