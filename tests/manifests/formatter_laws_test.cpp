// Whatever is written: formatting changes no meaning and no word, and twice is once.

#include "manifests/formatter.hpp"
#include "manifests/source_text.hpp"
#include "manifests/yaml_parser.hpp"

#include <array>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace muster {
namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
}

std::string show(const YamlNode& node) {
  std::string text = node.quoted ? "'" + node.text + "'" : node.text;
  text += node.shape == YamlNode::Shape::mapping ? "{" : "[";
  for (std::size_t i = 0; i < node.items.size(); ++i)
    text += (node.keys.empty() ? "" : show(node.keys[i]) + "=") + show(node.items[i]) + ",";
  return text + "]";
}

/// All documents, in words of this test and not of the formatter.
std::string meaning(const std::string& text) {
  const auto parsed = parse_yaml(SourceText("a.yaml", text));
  std::string shown;
  for (const auto& document : parsed.documents) shown += show(document) + "\n";
  for (const auto& diagnostic : parsed.diagnostics) shown += "!" + diagnostic.message;
  return shown;
}

std::string words(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string kept;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') kept += c;
  return kept;
}

void expect_laws(const std::string& text) {
  const auto once = format_manifest({"a.yaml", text});
  ASSERT_TRUE(once.diagnostics.empty()) << render(once.diagnostics[0]) << "\n" << text;
  EXPECT_EQ(meaning(once.text), meaning(text)) << text;
  EXPECT_EQ(words(once.text), words(text)) << text;
  EXPECT_EQ(format_manifest({"a.yaml", once.text}).text, once.text) << text;
}

/// Documents written by somebody who indents as the mood takes them.
class Writer {
 public:
  explicit Writer(std::uint64_t seed) : random_(seed) {}

  std::string file() {
    for (auto documents = 1 + below(random_, 3); documents > 0; --documents) {
      remark(0);
      mapping(0, 3);
      remark(0);
      if (documents > 1) text_ += maybe(2) ? "---\n" : "--- # next\n";
    }
    if (maybe(8)) text_ = "\xEF\xBB\xBF" + text_;
    return maybe(4) ? with_carriage_returns() : text_;
  }

 private:
  bool maybe(std::size_t one_in) { return below(random_, one_in) == 0; }
  std::string blanks(std::size_t least) { return std::string(least + below(random_, 4), ' '); }

  void remark(std::size_t indent) {
    if (maybe(6))
      text_ += std::string(indent, ' ') + "# remark " + std::to_string(++serial_) + "\n";
    if (maybe(8)) text_ += maybe(2) ? "\n\n" : "  \n";
  }
  void end_line() {
    if (maybe(6)) text_ += blanks(1) + "# " + std::to_string(++serial_) + ": [x";
    if (maybe(6)) text_ += maybe(2) ? " " : "\t";
    text_ += '\n';
  }
  std::string plain() {
    constexpr std::array<std::string_view, 9> some = {"x", "1",          "a b", "a#b", "c:d",
                                                      "~", "http://e/f", "-g",  "it's"};
    return std::string(some.at(below(random_, some.size())));
  }
  std::string quoted_text() {
    constexpr std::array<std::string_view, 5> some = {"'a: b'", "\"# c\"", "'it''s'", "\"\\\"\"",
                                                      "' d '"};
    return std::string(some.at(below(random_, some.size())));
  }

  void mapping(std::size_t indent, std::size_t depth) {
    for (auto keys = 1 + below(random_, 4); keys > 0; --keys) {
      text_ += std::string(indent, ' ');
      key_and_value(indent, depth);
      remark(indent);
    }
  }
  void key_and_value(std::size_t indent, std::size_t depth) {
    const auto name = "k" + std::to_string(++serial_);
    text_ += (maybe(5) ? "\"" + name + "\"" : name) + (maybe(8) ? " :" : ":");
    if (depth > 0 && maybe(3)) {
      end_line();
      remark(indent + 2);
      mapping(indent + 1 + below(random_, 4), depth - 1);
    } else if (depth > 0 && maybe(3)) {
      end_line();
      list(indent + below(random_, 4), depth - 1);
    } else {
      value(indent, depth);
    }
  }
  void list(std::size_t indent, std::size_t depth) {
    for (auto items = 1 + below(random_, 3); items > 0; --items) {
      text_ += std::string(indent, ' ') + "-";
      if (depth > 0 && maybe(3)) {
        const auto gap = blanks(1);
        text_ += gap;
        key_and_value(indent + 1 + gap.size(), depth - 1);
        if (maybe(2)) mapping(indent + 1 + gap.size(), depth - 1);
      } else {
        value(indent, depth);
      }
      remark(indent);
    }
  }
  void value(std::size_t indent, std::size_t depth) {
    const auto further = std::string(indent + 1 + below(random_, 5), ' ');
    switch (below(random_, 8)) {
      case 0:
        break;
      case 1:
        text_ += blanks(1) + quoted_text();
        break;
      case 2:
        text_ += blanks(1) + "\"a  \n" + further + "b \\\n\n" + further + "c\"";
        break;
      case 3:
        text_ += blanks(1) + "a b  \n\n" + further + "c";
        break;
      case 4:
        return block(indent);
      case 5:
        text_ += blanks(1);
        flow(depth + 1);
        break;
      default:
        text_ += blanks(1) + plain();
    }
    end_line();
  }
  void block(std::size_t indent) {
    constexpr std::array<std::string_view, 6> styles = {"|", ">", "|-", ">-", "|+", ">+"};
    const auto inner = 1 + below(random_, 5);
    text_ += blanks(1);
    text_ += styles.at(below(random_, styles.size()));
    const bool explicitly = maybe(3);
    if (explicitly) text_ += std::to_string(inner);
    end_line();
    const auto begin = std::string(indent + inner, ' ');
    if (explicitly && maybe(2)) text_ += begin + "  deeper\n";
    for (auto lines = below(random_, 4); lines > 0; --lines)
      text_ += maybe(3)
                   ? "\n"
                   : begin + (lines > 1 && maybe(3) ? "x\n" + begin + "   y: # \t\n" : "z  \n");
    if (maybe(3)) text_ += "\n\n";
  }
  void flow(std::size_t depth) {
    const bool mapping = maybe(2);
    text_ += mapping ? '{' : '[';
    for (auto items = below(random_, 4); items > 0; --items) {
      loose();
      if (mapping) text_ += "f" + std::to_string(++serial_) + ":" + blanks(1);
      if (depth > 0 && maybe(3))
        flow(depth - 1);
      else
        text_ += maybe(2) ? "w  w" : quoted_text();
      loose();
      if (items > 1) text_ += ',';
    }
    loose();
    text_ += mapping ? '}' : ']';
  }
  void loose() {
    if (maybe(3)) text_ += ' ';
    if (maybe(6)) text_ += maybe(2) ? "\n    " : " # in flow\n\n ";
  }
  std::string with_carriage_returns() const {
    std::string text;
    for (const char c : text_) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
    return text;
  }

  Random random_;
  std::string text_;
  std::size_t serial_ = 0;
};

TEST(FormatterLaws, hold_for_random_layouts) {
  for (std::uint64_t seed = 1; seed <= 1500 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    expect_laws(Writer(seed).file());
  }
}

/// Signs thrown together: most of it is no YAML, some of it nobody would think of.
std::string soup(Random& random) {
  constexpr std::array<std::string_view, 33> pieces = {
      "a",    "b c", "k: ", "j:",  "- ",     "-\n",     "\n",   "\n", "\n  ", "\n    ", "\n ",
      " # d", "#e",  "[",   "]",   "{",      "}",       ", ",   ",",  "|",    ">-\n",   "\"",
      "'",    "\t",  "&x ", "*x ", "!!str ", "\n---\n", "--- ", ": ", "\r\n", "|+\n  ", "  "};
  std::string text;
  for (auto length = 1 + below(random, 14); length > 0; --length)
    text += pieces.at(below(random, pieces.size()));
  return text;
}

TEST(FormatterLaws, hold_for_whatever_is_formatted) {
  std::size_t formatted = 0;
  for (std::uint64_t seed = 1; seed <= 6'000 && !HasFailure(); ++seed) {
    Random random(seed);
    const auto text = soup(random);
    if (!format_manifest({"a.yaml", text}).diagnostics.empty()) continue;
    SCOPED_TRACE("seed " + std::to_string(seed));
    ++formatted;
    expect_laws(text);
  }
  EXPECT_GT(formatted, 50U);
}

}  // namespace
}  // namespace muster
