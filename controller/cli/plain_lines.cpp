#include "controller/cli/plain_lines.hpp"

#include "diff/plan_words.hpp"

#include <algorithm>

namespace muster::cli {

std::string plain_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("\n\t"), text.size());
    out += printable(text.substr(0, end));
    if (end < text.size()) out += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace muster::cli
