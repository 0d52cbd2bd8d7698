#include "manifests/yaml_layout.hpp"

#include <algorithm>

namespace muster {
namespace {

/// Blanks between two tokens of a line.
std::size_t space_between(const YamlToken& left, const YamlToken& right) {
  if (right.kind == TokenKind::comment) return std::max<std::size_t>(right.gap, 1);
  if (left.kind == TokenKind::open) return 0;
  // A name may hold any of the signs that would follow it, an empty value is easily overlooked.
  if (left.kind == TokenKind::colon || left.kind == TokenKind::property) return 1;
  if (right.kind == TokenKind::colon)
    return left.kind == TokenKind::alias || left.kind == TokenKind::comma ? 1 : 0;
  return right.kind == TokenKind::comma || right.kind == TokenKind::close ? 0 : 1;
}

class Layout {
 public:
  void add(const YamlToken& token) {
    if (token.first) {
      begin_line(token);
    } else {
      text_.append(space_between(*left_, token), ' ');
    }
    if (token.kind == TokenKind::comment) comment_column_ = text_.size() - line_start_;
    if (token.kind == TokenKind::body) {
      add_body(token);
    } else {
      add_text(token);
    }
    left_ = &token;
  }

  std::string take() { return std::move(text_); }

 private:
  void begin_line(const YamlToken& token) {
    if (!text_.empty()) text_ += '\n';
    if (token.blank_lines > 0 && !text_.empty()) text_ += '\n';
    line_start_ = text_.size();
    if (token.kind == TokenKind::body) return;
    text_.append(token.under_comment ? comment_column_ : token.indent, ' ');
  }

  /// Lines after the first of a plain or quoted text are folded: their indentation is nothing.
  void add_text(const YamlToken& token) {
    auto rest = token.text;
    const bool quoted = rest.starts_with('"') || rest.starts_with('\'');
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      auto line = rest.substr(0, end);
      if (!quoted) line = line.substr(0, line.find_last_not_of(" \t") + 1);
      text_ += line;
      text_ += '\n';
      rest.remove_prefix(end + 1);
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
      line_start_ = text_.size();
      if (!rest.starts_with('\n')) text_.append(token.hang, ' ');
    }
    text_ += rest;
  }

  void add_body(const YamlToken& token) {
    for (auto rest = token.text;;) {
      const auto line = rest.substr(0, rest.find('\n'));
      if (line.size() > token.body_indent) {
        text_.append(token.hang, ' ');
        text_ += line.substr(token.body_indent);
      }
      if (line.size() == rest.size()) return;
      text_ += '\n';
      rest.remove_prefix(line.size() + 1);
    }
  }

  std::string text_;
  std::size_t line_start_ = 0;
  std::size_t comment_column_ = 0;
  const YamlToken* left_ = nullptr;
};

}  // namespace

std::string lay_out(const std::vector<YamlToken>& tokens) {
  Layout layout;
  for (const auto& token : tokens) layout.add(token);
  return layout.take();
}

}  // namespace muster
