#include "manifests/yaml_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace muster {
namespace {

constexpr std::size_t comment_width = 98;
constexpr std::uint32_t no_character = 0xFFFF'FFFFU;  // bytes that are no UTF-8

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Words that some YAML reader takes for something else than text.
bool is_taken(std::string_view text) {
  constexpr auto words = std::to_array<std::string_view>(
      {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"});
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::ranges::find(words, lower) != words.end();
}

/// Letters, digits and what stands between them in names, paths and keys; begins with a letter, so
/// that it is no number, date or indicator.
bool is_plain(std::string_view text) {
  constexpr std::string_view inside = "_-./@+=";
  if (text.empty() || (!is_letter(text.front()) && text.front() != '_' && text.front() != '/'))
    return false;
  if (text.back() == ' ' || text.find("  ") != std::string_view::npos || is_taken(text))
    return false;
  return std::ranges::all_of(text, [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == ' ' ||
           inside.find(c) != std::string_view::npos;
  });
}

/// A character of UTF-8, and how many bytes it takes.
struct Character {
  std::uint32_t code = no_character;
  std::size_t length = 1;
};

/// The first one of a text that is not empty; a byte that is none counts alone.
Character first_character(std::string_view text) {
  constexpr std::array<std::uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80U) return {first, 1};
  const std::size_t length = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : 2;
  if (first < 0xC2U || first > 0xF4U || text.size() < length) return {};
  std::uint32_t code = first & (0x7FU >> length);
  for (const char c : text.substr(1, length - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) return {};
    code = code << 6U | (byte & 0x3FU);
  }
  const bool surrogate = code >= 0xD800U && code <= 0xDFFFU;
  if (code < least.at(length) || surrogate || code > 0x10FFFFU) return {};
  return {code, length};
}

/// Characters that are seen as they are: no controls, no line ends of Unicode, nothing invisible
/// that changes how the rest reads, nothing that YAML forbids.
bool is_visible(std::uint32_t code) {
  if (code == no_character) return false;
  if (code < 0xA0U) return code >= 0x20U && code < 0x7FU;
  const auto within = [&](std::uint32_t first, std::uint32_t last) {
    return first <= code && code <= last;
  };
  return code != 0xADU && !within(0x200B, 0x200F) && !within(0x2028, 0x202E) &&
         !within(0x2060, 0x206F) && code != 0xFEFFU && !within(0xFFF9, 0xFFFB) &&
         !within(0xE0000, 0xE0FFF) && (code & 0xFFFEU) != 0xFFFEU;
}

std::string escaped(std::uint32_t code) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  constexpr std::string_view digits = "0123456789ABCDEF";
  const std::size_t width = code <= 0xFFU ? 2 : code <= 0xFFFFU ? 4 : 8;
  std::string text(width + 2, '0');
  text[0] = '\\';
  text[1] = width == 2 ? 'x' : width == 4 ? 'u' : 'U';
  for (std::size_t i = text.size(); i-- > 2; code >>= 4U) text[i] = digits[code & 0xFU];
  return text;
}

/// Calls visit(bytes, code point) for each character, and for each byte that is none.
template <class Visit>
void for_each_character(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const Character character = first_character(text);
    visit(text.substr(0, character.length), character.code);
    text.remove_prefix(character.length);
  }
}

/// The text with everything that is not seen spelt out.
std::string visible(std::string_view text, std::string_view also_escaped) {
  std::string out;
  for_each_character(text, [&](std::string_view bytes, std::uint32_t code) {
    if (code == no_character) return void(out += "\xEF\xBF\xBD");
    if (!is_visible(code)) return void(out += escaped(code));
    if (also_escaped.find(bytes) != std::string_view::npos) out += '\\';
    out += bytes;
  });
  return out;
}

template <class Visit>
void for_each_line(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  return "\"" + visible(text, "\"\\") + "\"";
}

bool fits_in_block(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || text.find_first_of(" \t\n") == 0) return false;
  if (text.ends_with("\n\n")) return false;
  bool fits = true;
  for_each_line(text, [&](std::string_view line) {
    // Blanks at the end of a line would be easily lost, by people and by their editors.
    if (line.ends_with(' ') || line.ends_with('\t')) fits = false;
    for_each_character(line, [&](std::string_view, std::uint32_t code) {
      if (!is_visible(code) && code != '\t') fits = false;
    });
  });
  return fits;
}

std::string yaml_block(std::string_view text, std::size_t indent) {
  std::string out = text.ends_with('\n') ? "|\n" : "|-\n";
  for_each_line(text, [&](std::string_view line) {
    if (!line.empty()) out += std::string(indent, ' ');
    out += line;
    out += '\n';
  });
  return out;
}

std::string yaml_comment(std::string_view text) {
  const std::string shown = visible(text, "");
  std::string out;
  std::string line;
  const auto flush = [&] {
    if (!line.empty()) out += "#" + line + "\n";
    line.clear();
  };
  for (std::size_t at = 0; at < shown.size();) {
    const auto end = std::min(shown.find(' ', at), shown.size());
    const auto word = shown.substr(at, end - at);
    if (line.size() + word.size() > comment_width) flush();
    if (!word.empty()) line += " " + word;
    at = end + 1;
  }
  flush();
  return out;
}

std::string commented_out(std::string_view yaml) {
  std::string out;
  for_each_line(yaml, [&](std::string_view line) {
    out += line.empty() ? "#" : "# ";
    out += line;
    out += '\n';
  });
  return out;
}

}  // namespace muster
