#pragma once

#include "model/diagnostic.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace muster {

/// A piece of YAML as it is written, and where the canonical layout puts it.
struct YamlToken {
  enum class Kind {
    marker,    // `---`, `...`, a directive
    dash,      // of a block list
    colon,     // after a key
    open,      // [ or {
    close,     // ] or }
    comma,     // in a flow collection
    property,  // an anchor or a tag
    alias,     //
    scalar,    // plain or quoted, over several lines perhaps
    block,     // the header of a block text: `|`, `>-`
    body,      // the lines of a block text, without the last line's end
    comment,   //
  };
  Kind kind = Kind::scalar;
  std::string_view text;
  std::size_t column = 0;       // as written, bytes from 0
  std::size_t gap = 0;          // blanks before it on its line, as written
  bool first = false;           // stands first on its line in the layout
  std::size_t blank_lines = 0;  // above it, if it stands first
  std::size_t indent = 0;       // column in the layout, if it stands first
  std::size_t hang = 0;         // column of its further lines in the layout
  std::size_t body_indent = 0;  // of a body: what its lines are indented by as written
  bool under_comment = false;   // a comment that goes on below one at the end of a line
};
using TokenKind = YamlToken::Kind;

/// What a text without carriage returns, which parses, consists of. The tokens are views of it.
/// Nothing, with the byte offset in `where`, if it uses what the layout does not know (`? key`).
std::optional<std::vector<YamlToken>> tokenize_yaml(std::string_view text, std::size_t& where);

}  // namespace muster
