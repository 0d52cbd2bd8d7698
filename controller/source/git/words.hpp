#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace muster::git {

/// Calls `each` with the lines of a text, without their ends.
template <class F>
void for_each_line(std::string_view text, F each) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    each(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// Takes the first word off a line; a blank inside double quotes does not end it. Empty at the end.
inline std::string_view take_word(std::string_view& line) {
  constexpr std::string_view blanks = " \t";
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  bool quoted = false;
  std::size_t end = 0;
  while (end < line.size() && (quoted || blanks.find(line[end]) == std::string_view::npos))
    if (line[end++] == '"') quoted = !quoted;
  const auto word = line.substr(0, end);
  line.remove_prefix(end);
  return word;
}

/// The parts between separators; those inside double quotes do not separate.
inline std::vector<std::string_view> parts_of(std::string_view list, char separator) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t start = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '"') quoted = !quoted;
    if (list[i] != separator || quoted) continue;
    parts.push_back(list.substr(start, i - start));
    start = i + 1;
  }
  parts.push_back(list.substr(start));
  return parts;
}

/// Whether a pattern with * and ? fits all of a text.
inline bool fits_pattern(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

/// As OpenSSH reads a list of patterns: one that begins with ! rules out what it fits.
inline bool fits_list(std::string_view list, std::string_view text) {
  bool fits = false;
  for (auto pattern : parts_of(list, ',')) {
    const bool out = pattern.starts_with('!');
    if (out) pattern.remove_prefix(1);
    if (!fits_pattern(pattern, text)) continue;
    if (out) return false;
    fits = true;
  }
  return fits;
}

}  // namespace muster::git
