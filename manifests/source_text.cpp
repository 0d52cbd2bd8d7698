#include "manifests/source_text.hpp"

#include "manifests/limits.hpp"
#include "model/utf8.hpp"

#include <algorithm>
#include <array>

namespace muster {
namespace {

constexpr std::size_t counted_columns_max = 4096;
constexpr std::size_t quoted_max = 60;

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

std::string hex_byte(unsigned char byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return {digits[byte >> 4U], digits[byte & 0xFU]};
}

std::string_view foreign_encoding(std::string_view text) {
  using namespace std::string_view_literals;
  if (text.starts_with("\0\0\xFE\xFF"sv) || text.starts_with("\xFF\xFE\0\0"sv)) return "UTF-32";
  if (text.starts_with("\xFE\xFF"sv) || text.starts_with("\xFF\xFE"sv)) return "UTF-16";
  return {};
}

/// Offset of the first byte that no manifest may hold.
std::optional<std::size_t> first_bad_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20U && byte != '\t' && byte != '\n' && byte != '\r') return i;
    if (byte == 0x7FU) return i;
    const std::size_t length = utf8_length(text.substr(i, 4));
    if (length == 0) return i;
    const bool c1 = byte == 0xC2U && static_cast<unsigned char>(text[i + 1]) < 0xA0U;
    if (c1 && text[i + 1] != '\x85') return i;
    i += length;
  }
  return std::nullopt;
}

/// Bytes of the YAML word at the start of the text: a quoted text, a key, a plain value.
std::size_t word_length(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() == '"' || text.front() == '\'') {
    const auto end = text.find(text.front(), 1);
    return end == std::string_view::npos ? text.size() : end + 1;
  }
  if (text.front() == '[' || text.front() == '{') return 1;
  std::size_t i = 0;
  for (int braces = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("${")) ++braces;
    if (rest.starts_with('}') && braces-- == 0) break;
    if (rest == ":" || rest.starts_with(": ") || rest.starts_with(" #")) break;
    if (rest == "," || rest.starts_with(", ") || rest.starts_with(']')) break;
  }
  text = text.substr(0, i);
  return std::min(i, text.find_last_not_of(" \t") + 1);
}

}  // namespace

SourceText::SourceText(std::string_view file, std::string_view text) : file_(file), text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  starts_.push_back(0);
  if (text_.size() > limits::manifest_bytes_max) return;
  for (std::size_t i = text_.find('\n'); i != std::string_view::npos; i = text_.find('\n', i + 1))
    starts_.push_back(i + 1);
}

std::string_view SourceText::line(std::uint32_t number) const {
  if (number == 0 || number > starts_.size()) return {};
  const std::size_t start = starts_[number - 1];
  const std::size_t end = number < starts_.size() ? starts_[number] - 1 : text_.size();
  std::string_view found = text_.substr(start, end - start);
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

Mark SourceText::mark(std::size_t line, std::size_t offset) const {
  line = std::min(line, starts_.size() - 1);
  const std::size_t start = starts_[line];
  offset = std::min(offset, text_.size() - std::min(start, text_.size()));
  const std::size_t column =
      offset > counted_columns_max ? offset : characters(text_.substr(start, offset));
  return {static_cast<std::uint32_t>(line + 1), static_cast<std::uint32_t>(column + 1)};
}

Mark SourceText::mark_of_byte(std::size_t offset) const {
  const auto next = std::ranges::upper_bound(starts_, offset);
  const auto line = static_cast<std::size_t>(next - starts_.begin()) - 1;
  return mark(line, offset - starts_[line]);
}

std::optional<Diagnostic> SourceText::refuse() const {
  const Position whole{std::string(file_), 0, 0};
  if (text_.size() > limits::manifest_bytes_max)
    return error_at(whole,
                    "the file has " + std::to_string(text_.size()) +
                        " bytes; a manifest may have at most " +
                        std::to_string(limits::manifest_bytes_max),
                    "split it into several files");
  if (const auto encoding = foreign_encoding(text_); !encoding.empty())
    return error_at(whole, "the file is " + std::string(encoding) + ", not UTF-8",
                    "save it as UTF-8");
  const auto bad = first_bad_byte(text_);
  if (!bad) return std::nullopt;
  const auto byte = static_cast<unsigned char>(text_[*bad]);
  const Position place = position(mark_of_byte(*bad));
  if (byte == 0) return error_at(place, "NUL byte in the text", "is this a text file in UTF-8?");
  if (byte < 0x80U || utf8_length(text_.substr(*bad, 4)) != 0)
    return error_at(place, "control character in the text (byte 0x" + hex_byte(byte) + ")",
                    "in a double-quoted text it can be written as \\xNN");
  return error_at(place, "invalid UTF-8 (byte 0x" + hex_byte(byte) + ")", "save the file as UTF-8");
}

void SourceText::annotate(Diagnostic& diagnostic) const {
  const std::string_view whole = line(diagnostic.position.line);
  if (diagnostic.length == 0 || whole.empty() || whole.size() > limits::line_shown_max) return;
  if (first_bad_byte(whole)) return;
  std::size_t byte = 0;
  for (std::uint32_t column = 1; byte < whole.size(); ++byte)
    if (!is_continuation(whole[byte]) && column++ == diagnostic.position.column) break;
  diagnostic.source_line = std::string(whole);
  if (diagnostic.length > 1) return;
  const std::size_t length = word_length(whole.substr(byte));
  diagnostic.length = static_cast<std::uint32_t>(characters(whole.substr(byte, length)));
  diagnostic.length = std::max<std::uint32_t>(diagnostic.length, 1);
}

std::string in_quotes(std::string_view text) {
  std::string shown = "`";
  for (std::size_t i = 0; i < text.size() && i < quoted_max; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\n')
      shown += "\\n";
    else if (byte < 0x20U || byte == 0x7FU)
      shown += "\\x" + hex_byte(byte);
    else
      shown += text[i];
  }
  if (text.size() > quoted_max) {
    while (is_continuation(shown.back()) || static_cast<unsigned char>(shown.back()) >= 0xC0U)
      shown.pop_back();
    shown += "...";
  }
  return shown + "`";
}

Diagnostic error_at(Position position, std::string message, std::string hint) {
  Diagnostic made;
  made.position = std::move(position);
  made.message = std::move(message);
  made.hint = std::move(hint);
  return made;
}

}  // namespace muster
