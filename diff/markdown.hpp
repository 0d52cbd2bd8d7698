#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// A comment on a pull request or merge request. What comes from manifests or from the account
// stands in code spans and code blocks only: there is no mention, link, tag, issue number or quick
// command in those, whatever the text says.

/// GitHub takes comments below 65,536 characters; the rest is for what a caller puts around it.
inline constexpr std::size_t comment_length_max = 65'000;

/// As GitHub counts at most: a character beyond the basic plane counts twice.
std::size_t comment_length(std::string_view text);

/// One line, whatever it holds: control characters made visible, and cut where nobody reads on.
std::string comment_line(std::string_view text);

/// The text as code within a line of prose.
std::string code_span(std::string_view text);

/// The line that nobody sees and by which a comment is found again to be rewritten: the same for
/// the same project and environment, whatever the plan.
std::string comment_marker(std::string_view project, std::string_view environment);

/// Lines that belong together, each ended; what is in a block is in the comment as a whole or not.
using Block = std::string;

/// Puts a comment together and keeps it short enough. Every code block is ended by a fence longer
/// than any run of backticks in it.
class Comment {
 public:
  /// A line of our own words.
  void line(std::string_view text = {});
  /// A code block of so many characters at most, under a title of our own words; nothing without
  /// blocks. What does not fit is counted in its last line, as so many `things`.
  struct Section {
    std::string_view title;  // may be empty
    std::string_view language;
    std::string_view things;
    std::size_t room = comment_length_max;
    bool folded = false;
  };
  void section(const Section& section, const std::vector<Block>& blocks);
  /// Characters that are left before the last `kept` ones.
  std::size_t room(std::size_t kept) const;

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace muster
