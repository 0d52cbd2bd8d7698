#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace muster {

/// The text on one line, as every YAML reader takes it for that text: plain where nothing else can
/// be read into it, else in double quotes. Fits in flow collections.
std::string yaml_scalar(std::string_view text);

/// Whether a text of several lines can stand as a block without anything being lost.
bool fits_in_block(std::string_view text);
/// Such a text behind a key: `|`, then its lines, indented.
std::string yaml_block(std::string_view text, std::size_t indent);

/// Lines of comment that say the text. Nothing in it can end them.
std::string yaml_comment(std::string_view text);
/// The lines of a YAML text, each a comment.
std::string commented_out(std::string_view yaml);

}  // namespace muster
