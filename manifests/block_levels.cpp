#include "manifests/block_levels.hpp"

namespace muster {

void BlockLevels::begin_line(std::size_t column, bool dash) {
  while (!levels_.empty() && levels_.back().column > column) levels_.pop_back();
  // A list may stand right below its key, without indentation.
  if (!dash && !levels_.empty() && levels_.back().list && levels_.back().column == column)
    levels_.pop_back();
}

void BlockLevels::open(bool list, std::size_t column) {
  const bool is_open =
      !levels_.empty() && levels_.back().list == list && levels_.back().column == column;
  if (!is_open) levels_.push_back({list, column});
}

void BlockLevels::clear(std::vector<YamlToken>& tokens, std::size_t column) {
  settle_comments(tokens, {.column = column});
  levels_.clear();
}

void BlockLevels::end_of_text(std::vector<YamlToken>& tokens) {
  clear(tokens, static_cast<std::size_t>(-1));
}

std::size_t BlockLevels::body_indent(std::size_t written, bool explicitly) const {
  if (levels_.empty()) return written;
  return explicitly ? own_indent() + (written - levels_.back().column) : value_indent();
}

void BlockLevels::comment(std::vector<YamlToken>& tokens) {
  const auto here = tokens.size() - 1;
  auto& comment = tokens[here];
  if (here > 0 && comment.blank_lines == 0) {
    const auto& above = tokens[here - 1];
    const bool trails =
        above.kind == YamlToken::Kind::comment && (!above.first || above.under_comment);
    comment.under_comment = trails && above.column == comment.column;
  }
  if (comment.under_comment) return;
  if (waiting_.empty()) before_ = levels_;
  waiting_.push_back(here);
}

void BlockLevels::settle_comments(std::vector<YamlToken>& tokens, const YamlToken& next) {
  const auto column = next.column;
  const auto indent = next.indent;
  for (const auto waiting : waiting_)
    tokens[waiting].indent = comment_indent(tokens[waiting], column, indent);
  waiting_.clear();
}

std::size_t BlockLevels::comment_indent(const YamlToken& comment, std::size_t next_column,
                                        std::size_t next_indent) const {
  const auto column = comment.column;
  if (column == next_column) return next_indent;
  std::size_t depth = before_.size();
  while (depth > 0 && before_[depth - 1].column > column) --depth;
  if (depth == 0) return 0;
  const bool below_all = depth == before_.size() && before_.back().column < column;
  if (!below_all) return 2 * (depth - 1);
  const bool next_is_deeper =
      next_column != static_cast<std::size_t>(-1) && next_column > before_.back().column;
  return next_is_deeper ? next_indent : 2 * depth;
}

}  // namespace muster
