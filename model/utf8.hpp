#pragma once

#include <cstddef>
#include <string_view>

namespace muster {

/// Length of the UTF-8 sequence that begins a text that is not empty; 0 if it is none (overlong, a
/// surrogate, cut short, beyond U+10FFFF).
std::size_t utf8_length(std::string_view text);

/// The character of one whole sequence.
char32_t utf8_character(std::string_view sequence);

}  // namespace muster
