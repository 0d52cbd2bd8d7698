#include "model/diagnostic.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr std::size_t shown_line_max = 160;

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

/// Blanks up to the column, tabs kept so that the caret stands below its character.
std::string indent_like(const std::string& line, std::uint32_t column) {
  std::string indent;
  std::uint32_t seen = 1;
  for (char c : line) {
    if (seen >= column) break;
    const bool continuation = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (continuation) continue;
    indent += c == '\t' ? '\t' : ' ';
    ++seen;
  }
  return indent;
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics,
                             [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string render(const Diagnostic& d) {
  std::string text = d.position.file;
  if (d.position.line > 0)
    text += ":" + std::to_string(d.position.line) + ":" + std::to_string(d.position.column);
  if (!text.empty()) text += ": ";
  text += std::string(word(d.severity)) + ": " + d.message;
  if (!d.source_line.empty() && d.source_line.size() <= shown_line_max) {
    const std::string number = std::to_string(d.position.line);
    const std::string margin(number.size(), ' ');
    text += "\n  " + number + " | " + d.source_line;
    text += "\n  " + margin + " | " + indent_like(d.source_line, d.position.column) + "^" +
            std::string(std::max<std::uint32_t>(d.length, 1) - 1, '~');
  }
  if (!d.hint.empty()) text += "\n  help: " + d.hint;
  return text;
}

}  // namespace muster
