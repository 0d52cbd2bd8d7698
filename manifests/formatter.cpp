#include "manifests/formatter.hpp"

#include "manifests/source_text.hpp"
#include "manifests/yaml_layout.hpp"
#include "manifests/yaml_parser.hpp"
#include "manifests/yaml_tokens.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace muster {
namespace {

bool same_meaning(const YamlNode& one, const YamlNode& other) {
  const auto alike = [](const auto& a, const auto& b) {
    return std::ranges::equal(a, b, same_meaning);
  };
  return one.shape == other.shape && one.quoted == other.quoted && one.text == other.text &&
         alike(one.keys, other.keys) && alike(one.items, other.items);
}

std::string without_carriage_returns(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || text.substr(i + 1, 1) != "\n") kept += text[i];
  return kept;
}

/// All that is not blank: what formatting must not touch.
std::string ink(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  std::ranges::copy_if(text, std::back_inserter(kept),
                       [](char c) { return c != ' ' && c != '\t' && c != '\n'; });
  return kept;
}

Formatted refused(const SourceText& source, Diagnostics why) {
  for (auto& diagnostic : why) source.annotate(diagnostic);
  return {.diagnostics = std::move(why)};
}

/// The parser overlooks a text that is never closed in a last line that has no end.
Diagnostics check_last_line(const ManifestFile& file) {
  if (file.text.empty() || file.text.ends_with('\n')) return {};
  const auto whole = file.text + "\n";
  return parse_yaml(SourceText(file.path, whole)).diagnostics;
}

/// The text in canonical form, as far as the layout knows how.
std::string canonical(const std::vector<YamlToken>& tokens, std::string_view text) {
  auto made = lay_out(tokens);
  // A block text that ends with the file, without a line end, would gain one.
  const bool open_end = !tokens.empty() && tokens.back().kind == YamlToken::Kind::body &&
                        tokens.back().text.end() == text.end();
  if (!made.empty() && !open_end) made += '\n';
  return made;
}

}  // namespace

Formatted format_manifest(const ManifestFile& file) {
  const SourceText source(file.path, file.text);
  const auto before = parse_yaml(source);
  if (has_errors(before.diagnostics)) return refused(source, before.diagnostics);
  if (auto unfinished = check_last_line(file); !unfinished.empty())
    return refused(source, std::move(unfinished));
  const auto text = without_carriage_returns(source.text());
  std::size_t where = 0;
  const auto tokens = tokenize_yaml(text, where);
  if (!tokens) {
    const auto place = source.position(SourceText(file.path, text).mark_of_byte(where));
    return refused(source, {error_at(place, "fmt does not know how to lay out a key with `?`",
                                     "write `key: value`")});
  }
  Formatted result{.text = canonical(*tokens, text)};
  const auto after = parse_yaml(SourceText(file.path, result.text));
  if (after.diagnostics.empty() && ink(text) == ink(result.text) &&
      std::ranges::equal(before.documents, after.documents, same_meaning))
    return result;
  return refused(source, {error_at({file.path, 0, 0},
                                   "fmt cannot lay this file out without changing what it means",
                                   "it is left as it is; lay it out by hand")});
}

}  // namespace muster
