#include "controller/cli/table.hpp"

#include "diff/plan_words.hpp"
#include "model/assert.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace muster::cli {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 8;
constexpr std::string_view ellipsis = "…";

struct Range {
  char32_t first;
  char32_t last;
};
/// Blocks that stand on the character before them.
constexpr auto without_width = std::to_array<Range>({{0x0300, 0x036F},
                                                     {0x0483, 0x0489},
                                                     {0x0591, 0x05BD},
                                                     {0x064B, 0x065F},
                                                     {0x1AB0, 0x1AFF},
                                                     {0x1DC0, 0x1DFF},
                                                     {0x200B, 0x200F},
                                                     {0x20D0, 0x20FF},
                                                     {0xFE00, 0xFE0F},
                                                     {0xFE20, 0xFE2F},
                                                     {0xFEFF, 0xFEFF},
                                                     {0xE0100, 0xE01EF}});
/// Blocks that East Asian terminals and emoji fonts draw over two columns.
constexpr auto of_double_width = std::to_array<Range>({{0x1100, 0x115F},
                                                       {0x2E80, 0x303E},
                                                       {0x3041, 0xA4CF},
                                                       {0xAC00, 0xD7A3},
                                                       {0xF900, 0xFAFF},
                                                       {0xFE30, 0xFE4F},
                                                       {0xFF00, 0xFF60},
                                                       {0xFFE0, 0xFFE6},
                                                       {0x1F300, 0x1F64F},
                                                       {0x1F680, 0x1F6FF},
                                                       {0x1F900, 0x1F9FF},
                                                       {0x20000, 0x3FFFD}});

template <std::size_t N>
bool lies_in(char32_t character, const std::array<Range, N>& ranges) {
  return std::ranges::any_of(ranges, [&](const Range& range) {
    return character >= range.first && character <= range.last;
  });
}

struct Character {
  std::size_t bytes = 1;
  std::size_t width = 1;
  bool valid = true;
};

/// The character at the start of a text that is not empty.
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const std::size_t bytes = byte(0) < 0x80              ? 1
                            : (byte(0) & 0xE0U) == 0xC0 ? 2
                            : (byte(0) & 0xF0U) == 0xE0 ? 3
                            : (byte(0) & 0xF8U) == 0xF0 ? 4
                                                        : 0;
  if (bytes == 0 || bytes > text.size()) return {.valid = false};
  if (bytes == 1) return {};
  char32_t character = byte(0) & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {.valid = false};
    character = (character << 6U) | (byte(i) & 0x3FU);
  }
  if (lies_in(character, without_width)) return {bytes, 0};
  return {bytes, lies_in(character, of_double_width) ? std::size_t{2} : std::size_t{1}};
}

/// What is not UTF-8 would take the columns out of line.
std::string cell_text(std::string_view text) {
  const std::string shown = printable(text);
  std::string clean;
  for (std::string_view rest = shown; !rest.empty();) {
    const auto character = first_character(rest);
    clean += character.valid ? rest.substr(0, character.bytes) : std::string_view("?");
    rest.remove_prefix(character.bytes);
  }
  return clean.empty() ? "-" : clean;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto character = first_character(text);
    width += character.width;
    text.remove_prefix(character.bytes);
  }
  return width;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::string kept;
  for (std::size_t room = width - 1; !text.empty();) {
    const auto character = first_character(text);
    if (character.width > room) break;
    room -= character.width;
    kept += text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
  }
  return kept + std::string(ellipsis);
}

Table::Table(std::vector<std::string> headers) : headers_(std::move(headers)) {}

void Table::add(std::vector<std::string> cells) {
  MUSTER_ASSERT(cells.size() == headers_.size(), "a row has a cell for every header");
  for (auto& cell : cells) cell = cell_text(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::fitted_widths(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (const auto& header : headers_) widths.push_back(display_width(header));
  const std::vector<std::size_t> headers = widths;
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  if (width == 0 || widths.empty()) return widths;
  const auto total = [&] {
    return std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1));
  };
  while (total() > width) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (widths[i] > std::max(headers[i], narrowest) &&
          (widest == widths.size() || widths[i] > widths[widest]))
        widest = i;
    if (widest == widths.size()) break;
    --widths[widest];
  }
  return widths;
}

std::string Table::render(std::size_t width) const {
  const auto widths = fitted_widths(width);
  std::string out;
  const auto print = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string cell = shortened(cells[i], widths[i]);
      line += cell + std::string(widths[i] - display_width(cell) + gap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += (width == 0 ? line : shortened(line, width)) + "\n";
  };
  print(headers_);
  for (const auto& row : rows_) print(row);
  return out;
}

}  // namespace muster::cli
