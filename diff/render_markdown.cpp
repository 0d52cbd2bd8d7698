#include "diff/cost_words.hpp"
#include "diff/plan_words.hpp"
#include "diff/render.hpp"
#include "diff/stock_words.hpp"

#include <algorithm>

namespace muster {
namespace {

/// What GitHub takes as a comment, with room for what a caller puts around it.
constexpr std::size_t markdown_bytes_max = 65'000;
constexpr std::size_t tail_bytes = 4'000;  // kept for the closing lines

/// A character that a diff block colours by, in column one.
char column_one(Action action) {
  switch (action) {
    case Action::create:
      return '+';
    case Action::remove:
      return '-';
    case Action::replace:
    case Action::replace_create_first:
      return '-';
    default:
      return '!';
  }
}

std::string field_lines(const ResourceChange& change) {
  std::string text;
  for (const auto& field : change.fields) {
    const std::string line = printable(field_line(field));
    text += (line.front() == '~' ? std::string("!") : line.substr(0, 1)) + "     " + line + "\n";
  }
  return text;
}

/// What happened, not what will: without the symbol and the sentence of an action.
std::string drift_block(const ResourceChange& change) {
  return printable("! " + to_string(change.key) + ": " + change.reason) + "\n" +
         field_lines(change);
}

std::string change_block(const Plan& plan, const ResourceChange& change) {
  std::string text(1, column_one(change.action));
  text += " " + std::string(symbol(change.action)) + " " + to_string(change.key) + " " +
          std::string(sentence(change.action));
  if (!change.reason.empty()) text += ": " + change.reason;
  text = printable(text) + "\n" + field_lines(change);
  for (const auto& line : choice_lines(plan, change.key)) text += "!     " + printable(line) + "\n";
  for (const auto& warning : change.warnings) text += "-     ! " + printable(warning) + "\n";
  return text;
}

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

/// Longer than any run of backticks inside, so that nothing inside ends the block.
std::string fenced(const std::string& body, std::string_view language) {
  constexpr std::size_t shortest = 3;
  const std::string fence(std::max(shortest, longest_run(body, '`') + 1), '`');
  return fence + std::string(language) + "\n" + body + fence + "\n";
}

/// Whole blocks as long as they fit.
template <class F>
std::string joined(const std::vector<ResourceChange>& changes, std::size_t room, F&& block_of) {
  std::string body;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string block = block_of(changes[i]);
    if (body.size() + block.size() > room) {
      body += "# ... and " + std::to_string(changes.size() - i) +
              " more: the whole plan did not fit here\n";
      break;
    }
    body += block;
  }
  return body;
}

std::string closing(const Plan& plan) {
  std::string text = plan.empty() ? std::string() : effort(plan) + "\n";
  for (const auto& line : cost_lines(plan)) text += line + "\n";
  for (const auto& line : stock_lines(plan)) text += line + "\n";
  if (plan.critical_path.size() > 1) text += "Longest chain: " + critical_path(plan) + ".\n";
  std::size_t shown = 0;
  for (const auto& note : plan.notes) {
    if (text.size() + note.size() > tail_bytes / 2) {
      text += "... and " + std::to_string(plan.notes.size() - shown) + " more notes\n";
      break;
    }
    text += "Note: " + note + "\n";
    ++shown;
  }
  std::string clean;
  for (const char c : text)
    if (c == '\n' || static_cast<unsigned char>(c) >= 0x20) clean += c;
  clean.resize(std::min(clean.size(), tail_bytes));
  return clean.empty() || clean.ends_with('\n') ? clean : clean + "\n";
}

}  // namespace

std::string render_markdown(const Plan& plan) {
  std::string text = "**" + (plan.empty() ? no_changes(plan) : summary(plan)) + "**\n";
  if (plan.empty() && plan.drift.empty() && plan.notes.empty()) return text;
  const std::size_t room = markdown_bytes_max - tail_bytes;
  if (!plan.drift.empty())
    text += "\nChanged outside muster since it was applied:\n\n" +
            fenced(joined(plan.drift, room / 4, drift_block), "diff");
  if (!plan.changes.empty())
    text += "\n" +
            fenced(joined(plan.changes, room - std::min(room, text.size() * 2),
                          [&](const ResourceChange& change) { return change_block(plan, change); }),
                   "diff");
  if (const auto last = closing(plan); !last.empty()) text += "\n" + fenced(last, "text");
  if (!plan.hash.empty()) text += "\nPlan `" + plan.hash.substr(0, 12) + "`\n";
  // Fences as long as what they hold can double the size; then only the numbers are left.
  if (text.size() > markdown_bytes_max)
    return "**" + summary(plan) + "**\n\nThe plan did not fit here.\n";
  return text;
}

std::string render_drift_markdown(const Drift& drift) {
  std::string text = "**" + summary(drift) + "**\n";
  if (drift.changes.empty()) return text;
  const std::size_t room = markdown_bytes_max / 3;  // fences may double it
  return text + "\n" + fenced(joined(drift.changes, room, drift_block), "diff");
}

}  // namespace muster
