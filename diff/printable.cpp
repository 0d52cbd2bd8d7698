#include "diff/plan_words.hpp"
#include "model/utf8.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace muster {
namespace {

/// First and last: what controls a terminal, the direction of writing or the ends of lines, and
/// what is there without being seen. Joiners are left alone: words of some languages need them.
constexpr auto hidden = std::to_array<std::pair<char32_t, char32_t>>({{0x00, 0x1F},
                                                                      {0x7F, 0x9F},
                                                                      {0x061C, 0x061C},
                                                                      {0x200B, 0x200B},
                                                                      {0x200E, 0x200F},
                                                                      {0x2028, 0x202E},
                                                                      {0x2060, 0x206F},
                                                                      {0xFEFF, 0xFEFF},
                                                                      {0xFFF9, 0xFFFB},
                                                                      {0xE0000, 0xE007F}});

bool is_hidden(char32_t character) {
  return std::ranges::any_of(hidden, [&](const auto& range) {
    return range.first <= character && character <= range.second;
  });
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const auto sequence = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0 || is_hidden(utf8_character(sequence)))
      out += '?';
    else
      out += sequence;
    text.remove_prefix(sequence.size());
  }
  return out;
}

std::string shell_word(const std::string& word) {
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == ':';
  };
  if (!word.empty() && word.front() != '-' && std::ranges::all_of(word, is_plain)) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace muster
