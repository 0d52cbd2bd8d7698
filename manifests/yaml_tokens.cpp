#include "manifests/yaml_tokens.hpp"

#include "manifests/block_levels.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_flow_indicator(char c) {
  return c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  bool run() {
    while (at_ < text_.size() && !unknown_) line();
    levels_.end_of_text(tokens_);
    return !unknown_;
  }
  std::size_t where() const { return at_; }
  std::vector<YamlToken> take() { return std::move(tokens_); }

 private:
  bool in_flow() const { return !flow_bases_.empty(); }
  std::size_t column_of(std::size_t at) const { return at - line_start_; }
  std::size_t end_of_line(std::size_t at) const {
    return std::min(text_.find('\n', at), text_.size());
  }
  std::size_t skip_blanks(std::size_t at) const {
    while (at < text_.size() && is_blank(text_[at])) ++at;
    return at;
  }
  bool ends_word(std::size_t at) const {
    return at >= text_.size() || is_blank(text_[at]) || text_[at] == '\n';
  }
  bool is_marker(std::size_t at) const {
    const auto rest = text_.substr(at);
    return (rest.starts_with("---") || rest.starts_with("...")) && ends_word(at + 3);
  }
  /// A `:` that separates a key from its value. In flow also before an indicator.
  bool is_colon(std::size_t at) const {
    if (at >= text_.size() || text_[at] != ':') return false;
    return ends_word(at + 1) || (in_flow() && is_flow_indicator(text_[at + 1]));
  }

  void line() {
    line_start_ = at_;
    const auto first = skip_blanks(at_);
    if (first >= text_.size() || text_[first] == '\n') {
      ++blank_lines_;
      at_ = std::min(first + 1, text_.size());
      return;
    }
    fresh_ = true;
    node_ = none;
    const auto begin = tokens_.size();
    const bool in_block = !in_flow();
    if (in_block && first == line_start_ && (is_marker(first) || text_[first] == '%')) marker();
    while (!unknown_ && next_on_line()) token();
    if (unknown_) return;
    if (in_block && tokens_[begin].kind != TokenKind::comment)
      levels_.settle_comments(tokens_, tokens_[begin]);
    if (at_ < text_.size()) ++at_;
    if (body_follows_) body();
  }

  /// Moves to the next token of this line.
  bool next_on_line() {
    const auto start = at_;
    at_ = skip_blanks(at_);
    gap_ = at_ - start;
    return at_ < text_.size() && text_[at_] != '\n';
  }

  void marker() {
    levels_.clear(tokens_, 0);
    const auto end = text_[at_] == '%' ? end_of_line(at_) : at_ + 3;
    add(TokenKind::marker, end);
    // What follows on the line belongs to the document: it gets a line of its own.
    fresh_ = text_.substr(skip_blanks(at_), 1) != "#";
  }

  YamlToken& add(TokenKind kind, std::size_t end) {
    auto text = text_.substr(at_, end - at_);
    if (kind == TokenKind::comment || kind == TokenKind::marker)
      text = text.substr(0, text.find_last_not_of(" \t") + 1);
    YamlToken made{.kind = kind, .text = text, .column = column_of(at_), .gap = gap_};
    made.first = fresh_;
    if (fresh_) made.blank_lines = std::exchange(blank_lines_, 0);
    fresh_ = false;
    tokens_.push_back(made);
    at_ = end;
    return tokens_.back();
  }

  void token() {
    const char c = text_[at_];
    if (c == '#' && (gap_ > 0 || fresh_)) return comment();
    if (in_flow()) {
      flow_token(c);
    } else {
      block_token(c);
    }
  }

  void comment() {
    auto& made = add(TokenKind::comment, end_of_line(at_));
    if (!made.first) return;
    made.indent = flow_indent();
    if (!in_flow()) levels_.comment(tokens_);
  }

  void block_token(char c) {
    if ((c == '?' && ends_word(at_ + 1)) || (c == ':' && node_ == none && ends_word(at_ + 1))) {
      unknown_ = true;
      return;
    }
    const bool dash = c == '-' && ends_word(at_ + 1);
    if (fresh_) levels_.begin_line(column_of(at_), dash);
    if (dash) {
      levels_.open(true, column_of(at_));
      add(TokenKind::dash, at_ + 1).indent = levels_.own_indent();
      node_ = none;
    } else if (c == ':' && ends_word(at_ + 1)) {
      add(TokenKind::colon, at_ + 1);
      node_ = none;
    } else {
      node(c);
    }
  }

  /// A value or a key, with what stands before it.
  void node(char c) {
    const auto begin = column_of(at_);
    if (node_ == none) {
      node_ = tokens_.size();
      node_column_ = begin;
    }
    if (c == '&' || c == '!') {
      add(TokenKind::property, end_of_property());
    } else if (c == '|' || c == '>') {
      add(TokenKind::block, end_of_property());
      body_follows_ = true;
    } else if (c == '[' || c == '{') {
      const bool own_line = node_ == tokens_.size() ? fresh_ : tokens_[node_].first;
      flow_bases_.push_back(own_line ? levels_.value_indent() : levels_.flow_indent());
      add(TokenKind::open, at_ + 1);
    } else {
      add(c == '*' ? TokenKind::alias : TokenKind::scalar,
          c == '*' ? end_of_property() : end_of_scalar(c));
      const bool key =
          tokens_.back().text.find('\n') == std::string_view::npos && is_colon(skip_blanks(at_));
      if (key) levels_.open(false, node_column_);
      place_node(key ? levels_.own_indent() : levels_.value_indent());
      return;
    }
    place_node(levels_.value_indent());
  }

  void place_node(std::size_t indent) {
    tokens_[node_].indent = indent;
    tokens_.back().hang = levels_.value_indent();
  }

  std::size_t flow_indent() const {
    return in_flow() ? flow_bases_.front() + 2 * flow_bases_.size() : 0;
  }

  void flow_token(char c) {
    const auto inner = flow_indent();
    if (c == '?' && ends_word(at_ + 1)) {
      unknown_ = true;
    } else if (c == '[' || c == '{') {
      flow_bases_.push_back(flow_bases_.front());
      add(TokenKind::open, at_ + 1).indent = inner;
    } else if (c == ']' || c == '}') {
      add(TokenKind::close, at_ + 1).indent = inner - 2;
      flow_bases_.pop_back();
    } else if (c == ',') {
      add(TokenKind::comma, at_ + 1).indent = inner;
    } else if (is_colon(at_) || (c == ':' && gap_ == 0 && after_quoted())) {
      add(TokenKind::colon, at_ + 1).indent = inner;
    } else {
      const bool property = c == '&' || c == '!';
      const auto kind = property   ? TokenKind::property
                        : c == '*' ? TokenKind::alias
                                   : TokenKind::scalar;
      auto& made = add(kind, kind == TokenKind::scalar ? end_of_scalar(c) : end_of_property());
      made.indent = made.hang = inner;
    }
  }

  bool after_quoted() const {
    if (tokens_.empty()) return false;
    const auto& last = tokens_.back();
    return last.kind == TokenKind::close ||
           (last.kind == TokenKind::scalar &&
            (last.text.front() == '"' || last.text.front() == '\''));
  }

  std::size_t end_of_property() const {
    auto end = at_;
    if (text_.substr(at_).starts_with("!<")) end = std::min(text_.find('>', at_), end_of_line(at_));
    while (!ends_word(end) && !(in_flow() && is_flow_indicator(text_[end]))) ++end;
    return end;
  }

  std::size_t end_of_scalar(char c) const {
    return c == '"' || c == '\'' ? end_of_quoted(c) : end_of_plain();
  }

  std::size_t end_of_quoted(char quote) const {
    for (auto end = at_ + 1; end < text_.size(); ++end) {
      if (quote == '"' && text_[end] == '\\') {
        ++end;
      } else if (text_[end] == quote) {
        if (quote == '"' || text_.substr(end + 1, 1) != "'") return end + 1;
        ++end;
      }
    }
    return text_.size();
  }

  /// Where the plain text ends on the line that `from` stands in.
  std::size_t end_of_plain_line(std::size_t from) const {
    auto end = from;
    for (; end < text_.size() && text_[end] != '\n'; ++end) {
      if (text_[end] == '#' && end > from && is_blank(text_[end - 1])) break;
      if (is_colon(end) || (in_flow() && is_flow_indicator(text_[end]))) break;
    }
    return end;
  }

  std::size_t end_of_plain() const {
    auto end = end_of_plain_line(at_);
    while (end < text_.size() && text_[end] == '\n') {
      const auto next = continuation(end + 1);
      if (!next) break;
      end = end_of_plain_line(*next);
    }
    while (end > at_ && (is_blank(text_[end - 1]) || text_[end - 1] == '\n')) --end;
    return std::max(end, at_ + 1);
  }

  /// The line from `start` on, or the one after blank lines, if it goes on with a plain text.
  std::optional<std::size_t> continuation(std::size_t start) const {
    auto word = skip_blanks(start);
    while (word < text_.size() && text_[word] == '\n') {
      start = word + 1;
      word = skip_blanks(start);
    }
    if (word >= text_.size() || text_[word] == '#' || (word == start && is_marker(word))) return {};
    const bool inside = in_flow() ? !is_flow_indicator(text_[word]) && !is_colon(word)
                                  : levels_.is_inside(word - start);
    return inside ? std::optional(word) : std::nullopt;
  }

  void body() {
    body_follows_ = false;
    std::string_view header;
    for (auto token = tokens_.rbegin(); header.empty(); ++token)
      if (token->kind == TokenKind::block) header = token->text;
    const auto digit = header.find_first_of("123456789");
    const auto indent =
        digit == std::string_view::npos
            ? detect_indent()
            : levels_.outer_column() + static_cast<std::size_t>(header[digit] - '0');
    const bool keeps_end = header.find('+') != std::string_view::npos;
    std::optional<std::size_t> end;
    for (auto start = at_; start < text_.size();) {
      const auto stop = end_of_line(start);
      const auto word = text_.substr(start, stop - start).find_first_not_of(' ');
      const bool empty = word == std::string_view::npos && stop - start <= indent;
      if (word != std::string_view::npos && (word < indent || (word == 0 && is_marker(start))))
        break;
      if (!empty || keeps_end) end = stop;
      start = stop + 1;
    }
    if (!end) return;
    fresh_ = true;
    gap_ = 0;
    auto& made = add(TokenKind::body, *end);
    made.body_indent = indent;
    made.hang = levels_.body_indent(indent, digit != std::string_view::npos);
    if (at_ < text_.size()) ++at_;
  }

  /// The indentation of the first line that is not empty; beyond any if it is not inside.
  std::size_t detect_indent() const {
    for (auto start = at_; start < text_.size();) {
      const auto stop = end_of_line(start);
      const auto word = text_.substr(start, stop - start).find_first_not_of(' ');
      if (word != std::string_view::npos)
        return levels_.is_inside(word) ? word : std::string_view::npos;
      start = stop + 1;
    }
    return std::string_view::npos;
  }

  static constexpr std::size_t none = std::string_view::npos;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::size_t gap_ = 0;
  std::size_t blank_lines_ = 0;
  bool fresh_ = true;          // the next token is the first of its line
  bool body_follows_ = false;  // with the next line
  bool unknown_ = false;
  std::size_t node_ = none;  // the token a value or key of this line begins with
  std::size_t node_column_ = 0;
  std::vector<std::size_t> flow_bases_;  // of each open flow collection; all equal
  BlockLevels levels_;
  std::vector<YamlToken> tokens_;
};

}  // namespace

std::optional<std::vector<YamlToken>> tokenize_yaml(std::string_view text, std::size_t& where) {
  Tokenizer tokenizer(text);
  const bool known = tokenizer.run();
  where = tokenizer.where();
  if (!known) return std::nullopt;
  return tokenizer.take();
}

}  // namespace muster
