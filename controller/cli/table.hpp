#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace muster::cli {

/// Columns that a terminal gives to the text: combining marks take none, wide characters two.
std::size_t display_width(std::string_view text);

/// The text cut to at most `width` columns, "…" in place of what is missing.
std::string shortened(std::string_view text, std::size_t width);

/// Text in columns, two blanks apart. What would control the terminal is made visible; an empty
/// cell is "-".
class Table {
 public:
  explicit Table(std::vector<std::string> headers);

  /// As many cells as there are headers.
  void add(std::vector<std::string> cells);
  std::size_t rows() const { return rows_.size(); }

  /// Every line ends with a newline and has no blanks before it. With a `width` other than 0 no
  /// line is wider: the widest columns give way first, but none below its header or a few letters.
  std::string render(std::size_t width) const;

 private:
  std::vector<std::size_t> fitted_widths(std::size_t width) const;

  std::vector<std::string> headers_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace muster::cli
