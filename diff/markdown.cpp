#include "diff/markdown.hpp"

#include "diff/plan_words.hpp"
#include "model/utf8.hpp"

#include <algorithm>
#include <cctype>

namespace muster {
namespace {

constexpr std::size_t line_length_max = 1'000;
constexpr std::size_t fence_length_min = 3;
constexpr std::size_t note_length_max = 160;  // of the line that says what is left out
constexpr std::size_t hidden_length_max = 300;

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string fence_for(std::size_t backticks) {
  return std::string(std::max(fence_length_min, backticks + 1), '`');
}

/// How many of the blocks fit into `room` characters, fences included.
std::size_t fitting(const std::vector<Block>& blocks, std::size_t room) {
  std::size_t length = 0;
  std::size_t backticks = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    length += comment_length(blocks[i]);
    backticks = std::max(backticks, longest_run(blocks[i], '`'));
    const std::size_t note = i + 1 < blocks.size() ? note_length_max : 0;
    if (length + note + 2 * fence_for(backticks).size() > room) return i;
  }
  return blocks.size();
}

std::string left_out(std::size_t count, std::size_t of, std::string_view things) {
  return "# ... " + std::to_string(count) + " of " + std::to_string(of) + " " +
         std::string(things) +
         " left out here; `muster plan` and `muster show PLANFILE` show all\n";
}

/// Letters, digits and what else a name is made of; never two dashes, which would end a comment.
std::string hidden_name(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text.substr(0, hidden_length_max)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte < 0x80U && std::isalnum(byte) != 0) || c == '_' || c == '.' ||
                       (c == '-' && !out.empty() && out.back() != '-');
    if (plain)
      out += c;
    else
      out.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
  }
  return out;
}

}  // namespace

std::size_t comment_length(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) length += byte >= 0xF0U ? 2 : 1;
  }
  return length;
}

std::string comment_line(std::string_view text) {
  std::string line = printable(text);
  if (comment_length(line) <= line_length_max) return line;
  std::size_t end = 0;
  for (std::size_t length = 0; length < line_length_max; ++length)
    end += utf8_length(std::string_view(line).substr(end));
  return line.substr(0, end) + "... (shortened)";
}

std::string code_span(std::string_view text) {
  const std::string line = comment_line(text);
  if (line.find_first_not_of(' ') == std::string::npos) return "` `";
  const std::string ticks(longest_run(line, '`') + 1, '`');
  const bool tight = line.front() != '`' && line.back() != '`' && line.front() != ' ';
  return tight ? ticks + line + ticks : ticks + " " + line + " " + ticks;
}

std::string comment_marker(std::string_view project, std::string_view environment) {
  std::string text = "<!-- muster plan";
  if (!project.empty() || !environment.empty()) text += " " + hidden_name(project);
  if (!environment.empty()) text += "/" + hidden_name(environment);
  return text + " -->";
}

void Comment::line(std::string_view text) {
  text_ += text;
  text_ += '\n';
}

std::size_t Comment::room(std::size_t kept) const {
  const std::size_t used = comment_length(text_) + kept;
  return used < comment_length_max ? comment_length_max - used : 0;
}

void Comment::section(const Section& section, const std::vector<Block>& blocks) {
  if (blocks.empty()) return;
  std::string head = "\n";
  std::string foot;
  if (section.folded) {
    head += "<details><summary>" + std::string(section.title) + "</summary>\n\n";
    foot = "\n</details>\n";
  } else if (!section.title.empty()) {
    head += std::string(section.title) + "\n\n";
  }
  const std::size_t around =
      head.size() + foot.size() + section.language.size() + 2;  // the ends of the two fences
  const std::size_t all = std::min(section.room, room(0));
  const std::size_t shown = fitting(blocks, all - std::min(all, around));
  std::string body;
  for (std::size_t i = 0; i < shown; ++i) body += blocks[i];
  if (shown < blocks.size()) body += left_out(blocks.size() - shown, blocks.size(), section.things);
  const std::string fence = fence_for(longest_run(body, '`'));
  text_ += head + fence + std::string(section.language) + "\n" + body + fence + "\n" + foot;
}

}  // namespace muster
