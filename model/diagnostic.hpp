#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace muster {

/// A place in a manifest. Line and column start at 1, columns count characters; line 0 means the
/// whole file.
struct Position {
  std::string file;  // as shown to the user, relative to the project
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const Position&) const = default;
};

enum class Severity { error, warning, note };

/// One problem: where, what and why, and what to do about it.
struct Diagnostic {
  Severity severity = Severity::error;
  Position position;
  std::uint32_t length = 1;  // characters the caret line underlines
  std::string message;
  std::string hint;         // "did you mean ...", "use ..."; may be empty
  std::string source_line;  // the offending line; may be empty
};

using Diagnostics = std::vector<Diagnostic>;

bool has_errors(const Diagnostics& diagnostics);

/// file:line:column: error: message, the line, a caret, and the hint. No trailing newline.
std::string render(const Diagnostic& diagnostic);

}  // namespace muster
