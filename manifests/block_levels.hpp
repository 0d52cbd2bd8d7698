#pragma once

#include "manifests/yaml_tokens.hpp"

#include <cstddef>
#include <vector>

namespace muster {

/// The block collections that are open at a place in a YAML text, by their columns as written. In
/// the layout each is indented by two more than the one around it. Settles where comments go, too:
/// with what follows them, or with what they stand below.
class BlockLevels {
 public:
  /// Closes what a line that begins at the column cannot belong to.
  void begin_line(std::size_t column, bool dash);
  /// The collection at the column, opened if it is not open yet.
  void open(bool list, std::size_t column);
  /// A document ends.
  void clear(std::vector<YamlToken>& tokens, std::size_t column);
  void end_of_text(std::vector<YamlToken>& tokens);

  /// In the layout: the column of the innermost collection, and of a value inside it.
  std::size_t own_indent() const { return levels_.empty() ? 0 : 2 * (levels_.size() - 1); }
  std::size_t value_indent() const { return 2 * levels_.size(); }
  /// In the layout: the column that a flow collection which begins behind a key or a dash ends at.
  std::size_t flow_indent() const {
    return !levels_.empty() && levels_.back().list ? value_indent() : own_indent();
  }
  /// In the layout: what the lines of a block text are indented by.
  std::size_t body_indent(std::size_t written, bool explicitly) const;
  /// As written: the column of the innermost collection.
  std::size_t outer_column() const { return levels_.empty() ? 0 : levels_.back().column; }
  /// Whether a line that begins at the column, as written, goes on inside the innermost collection.
  bool is_inside(std::size_t column) const {
    return levels_.empty() || column > levels_.back().column;
  }

  /// The last token is a comment on a line of its own: it waits for what follows.
  void comment(std::vector<YamlToken>& tokens);
  /// What follows is known: the token that begins its line, already in its place.
  void settle_comments(std::vector<YamlToken>& tokens, const YamlToken& next);

 private:
  struct Level {
    bool list = false;
    std::size_t column = 0;
  };
  std::size_t comment_indent(const YamlToken& comment, std::size_t next_column,
                             std::size_t next_indent) const;

  std::vector<Level> levels_;
  std::vector<Level> before_;  // what was open when the first waiting comment came
  std::vector<std::size_t> waiting_;
};

}  // namespace muster
