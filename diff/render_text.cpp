#include "diff/cost_words.hpp"
#include "diff/field_diff.hpp"
#include "diff/plan_words.hpp"
#include "diff/render.hpp"
#include "diff/stock_words.hpp"

#include <algorithm>

namespace muster {
namespace {

enum class Ink { green, yellow, red, cyan, bold, dim };

/// Collects lines; colour goes around them and never says anything by itself.
class Paper {
 public:
  explicit Paper(bool color) : color_(color) {}

  void line(std::string_view text = {}) {
    out_ += printable(text);
    out_ += '\n';
  }
  void line(Ink ink, std::string_view text) {
    if (!color_) return line(text);
    out_ += code(ink);
    out_ += printable(text);
    out_ += "\x1b[0m\n";
  }
  std::string take() { return std::move(out_); }

 private:
  static std::string_view code(Ink ink) {
    switch (ink) {
      case Ink::green:
        return "\x1b[32m";
      case Ink::yellow:
        return "\x1b[33m";
      case Ink::red:
        return "\x1b[31m";
      case Ink::cyan:
        return "\x1b[36m";
      case Ink::bold:
        return "\x1b[1m";
      case Ink::dim:
        return "\x1b[2m";
    }
    return {};
  }

  bool color_;
  std::string out_;
};

Ink ink_of(Action action) {
  switch (action) {
    case Action::create:
      return Ink::green;
    case Action::remove:
    case Action::replace:
    case Action::replace_create_first:
      return Ink::red;
    case Action::adopt:
    case Action::forget:
      return Ink::cyan;
    default:
      return Ink::yellow;
  }
}

void print_field(Paper& paper, const FieldChange& field) {
  const Ink ink = field.forces_replacement ? Ink::red
                  : field.before.is_null() ? Ink::green
                                           : Ink::yellow;
  paper.line(ink, "      " + field_line(field));
}

void print_change(Paper& paper, const Plan& plan, const ResourceChange& change) {
  std::string head = "  # " + to_string(change.key) + " " + std::string(sentence(change.action));
  if (!change.reason.empty()) head += ": " + change.reason;
  paper.line(Ink::bold, head);
  const std::string mark(symbol(change.action));
  paper.line(ink_of(change.action), std::string(mark.size() < 3 ? 3 - mark.size() : 0, ' ') + mark +
                                        " " + to_string(change.key));
  for (const auto& field : change.fields) print_field(paper, field);
  for (const auto& line : choice_lines(plan, change.key)) paper.line("      " + line);
  if (change.cost) paper.line("      cost: " + describe(*change.cost));
  for (const auto& warning : change.warnings) paper.line(Ink::red, "      ! " + warning);
  for (const std::size_t index : change.steps) {
    const Step& step = plan.steps[index];
    const bool own = step.resource == change.key;
    paper.line(Ink::dim, "        step " + std::to_string(index + 1) + ": " +
                             (own ? std::string() : to_string(step.resource) + ": ") +
                             describe(step) + money_moved(step));
  }
  paper.line();
}

void print_drift(Paper& paper, const std::vector<ResourceChange>& drift) {
  if (drift.empty()) return;
  paper.line("What changed outside muster since it was applied:");
  paper.line();
  for (const auto& change : drift) {
    paper.line(Ink::yellow, "  # " + to_string(change.key) + ": " + change.reason);
    for (const auto& field : change.fields) paper.line("      " + field_line(field));
  }
  paper.line();
}

}  // namespace

std::string render_text(const Plan& plan, const TextStyle& style) {
  Paper paper(style.color);
  print_drift(paper, plan.drift);
  if (!plan.empty()) {
    paper.line("muster will do the following:");
    paper.line();
  }
  for (const auto& change : plan.changes) print_change(paper, plan, change);
  paper.line(Ink::bold, plan.empty() ? no_changes(plan) : summary(plan));
  for (const auto& line : closing_lines(plan)) paper.line(line);
  return paper.take();
}

std::string render_drift_text(const Drift& drift, const TextStyle& style) {
  Paper paper(style.color);
  print_drift(paper, drift.changes);
  paper.line(Ink::bold, summary(drift));
  return paper.take();
}

}  // namespace muster
