#include "diff/cost_words.hpp"
#include "diff/markdown.hpp"
#include "diff/plan_words.hpp"
#include "diff/render.hpp"
#include "diff/stock_words.hpp"

#include <algorithm>

namespace muster {
namespace {

// What comes first has a share that leaves room for what comes after it.
constexpr std::size_t problems_room = 12'000;
constexpr std::size_t closing_room = 10'000;
constexpr std::size_t warnings_room = 12'000;
constexpr std::size_t drift_room = 8'000;
constexpr std::size_t kept_for_steps = 2'000;
constexpr std::size_t kept_for_end = 200;

/// A line by which a diff block colours: green for +, red for -, orange for !.
std::string coloured(char column_one, std::string_view text) {
  return column_one + comment_line(text) + "\n";
}

/// "+ size: 1TB" with its symbol in column one and the rest moved in.
std::string field_lines(const ResourceChange& change) {
  std::string text;
  for (const auto& field : change.fields) {
    const std::string line = field_line(field);
    text += coloured(line.front() == '~' ? '!' : line.front(), "    " + line.substr(1));
  }
  return text;
}

/// What happened, not what will: without the symbol and the sentence of an action.
Block drift_block(const ResourceChange& change) {
  return coloured('!', " " + to_string(change.key) + ": " + change.reason) + field_lines(change);
}

/// "+ Volume/data will be created"; a symbol that no diff block colours stands behind a "!".
Block change_block(const Plan& plan, const ResourceChange& change) {
  std::string head = std::string(symbol(change.action)) + " " + to_string(change.key) + " " +
                     std::string(sentence(change.action));
  if (!change.reason.empty()) head += ": " + change.reason;
  const bool colours = head.front() == '+' || head.front() == '-';
  std::string text = colours ? coloured(head.front(), head.substr(1)) : coloured('!', " " + head);
  text += field_lines(change);
  for (const auto& line : choice_lines(plan, change.key)) text += coloured('!', "     " + line);
  if (change.cost) text += coloured(' ', "    cost: " + describe(*change.cost));
  for (const auto& warning : change.warnings) text += coloured('-', "    ! " + warning);
  return text;
}

template <class Items, class F>
std::vector<Block> blocks_of(const Items& items, F&& block_of) {
  std::vector<Block> blocks;
  blocks.reserve(items.size());
  for (const auto& item : items) blocks.push_back(block_of(item));
  return blocks;
}

/// "infra.yaml:5:14: ", or nothing where there is no place.
std::string place(const Position& position) {
  if (position.file.empty()) return {};
  if (position.line == 0) return position.file + ": ";
  return position.file + ":" + std::to_string(position.line) + ":" +
         std::to_string(position.column) + ": ";
}

Block problem_block(const Diagnostic& problem) {
  const bool error = problem.severity == Severity::error;
  Block block = coloured(error ? '-' : '!', " " + place(problem.position) + problem.message);
  if (!problem.hint.empty()) block += coloured(' ', "   help: " + problem.hint);
  return block;
}

std::vector<Block> warning_blocks(const Plan& plan) {
  std::vector<Block> blocks;
  for (const auto& change : plan.changes)
    for (const auto& warning : change.warnings)
      blocks.push_back(coloured('-', " " + to_string(change.key) + ": " + warning));
  return blocks;
}

std::vector<Block> step_blocks(const Plan& plan) {
  std::vector<Block> blocks;
  for (const auto& step : plan.steps)
    blocks.push_back(comment_line(std::to_string(blocks.size() + 1) + ". " +
                                  to_string(step.resource) + ": " + describe(step) +
                                  money_moved(step)) +
                     "\n");
  return blocks;
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

void write_head(Comment& comment, const CommentFrame& frame) {
  comment.line(comment_marker(frame.project, frame.environment));
  std::string title = "### muster plan";
  if (!frame.project.empty()) title += ": " + code_span(frame.project);
  if (!frame.environment.empty()) title += " in " + code_span(frame.environment);
  comment.line(title);
  comment.line();
}

void write_problems(Comment& comment, const CommentFrame& frame) {
  comment.section({.language = "diff", .things = "problems", .room = problems_room},
                  blocks_of(frame.problems, problem_block));
}

void write_details(Comment& comment, const Plan& plan) {
  const auto number = [](const std::vector<ResourceChange>& changes) {
    return counted(changes.size(), "resource", "resources");
  };
  comment.section({.title = "Changed outside muster: " + number(plan.drift),
                   .language = "diff",
                   .things = "resources",
                   .room = drift_room,
                   .folded = true},
                  blocks_of(plan.drift, drift_block));
  comment.section({.title = "Changes: " + number(plan.changes),
                   .language = "diff",
                   .things = "resources",
                   .room = comment.room(kept_for_steps + kept_for_end),
                   .folded = true},
                  blocks_of(plan.changes, [&](const ResourceChange& change) {
                    return change_block(plan, change);
                  }));
  comment.section({.title = "Steps: " + counted(plan.calls, "API call", "API calls"),
                   .language = "text",
                   .things = "steps",
                   .room = comment.room(kept_for_end),
                   .folded = true},
                  step_blocks(plan));
}

}  // namespace

std::string render_markdown(const Plan& plan, const CommentFrame& frame) {
  Comment comment;
  write_head(comment, frame);
  std::string headline = "**" + (plan.empty() ? no_changes(plan) : summary(plan)) + "**";
  if (has_errors(frame.problems)) headline += " **Denied: muster will not perform this plan.**";
  comment.line(headline);
  write_problems(comment, frame);
  comment.section({.language = "text", .things = "lines", .room = closing_room},
                  blocks_of(closing_lines(plan),
                            [](const std::string& line) { return comment_line(line) + "\n"; }));
  comment.section({.title = "What is lost or interrupted:",
                   .language = "diff",
                   .things = "warnings",
                   .room = warnings_room},
                  warning_blocks(plan));
  write_details(comment, plan);
  if (!plan.hash.empty()) comment.line("\nPlan " + code_span(plan.hash.substr(0, 12)));
  return comment.take();
}

std::string render_markdown(const CommentFrame& frame) {
  Comment comment;
  write_head(comment, frame);
  const auto errors = std::ranges::count(frame.problems, Severity::error, &Diagnostic::severity);
  comment.line("**No plan: " + counted(static_cast<std::size_t>(errors), "error", "errors") +
               ".**");
  write_problems(comment, frame);
  return comment.take();
}

std::string render_drift_markdown(const Drift& drift) {
  Comment comment;
  comment.line("**" + summary(drift) + "**");
  comment.section({.language = "diff", .things = "resources"},
                  blocks_of(drift.changes, drift_block));
  return comment.take();
}

}  // namespace muster
