#include "diff/plan_words.hpp"

#include "diff/cost_words.hpp"
#include "diff/stock_words.hpp"

#include <vector>

namespace muster {
namespace {

constexpr std::size_t shown_value_max = 400;  // characters

std::string shown(const FieldChange& field, const Value& value) {
  if (field.sensitive && !value.is_null()) return "(sensitive)";
  std::string text = to_display(value);
  if (text.size() > shown_value_max) {
    std::size_t end = shown_value_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
    text += "... (shortened)";
  }
  return text;
}

std::string shown_path(std::string_view path) {
  constexpr std::string_view prefix = "/spec/";
  std::string text(path.starts_with(prefix) ? path.substr(prefix.size()) : path.substr(1));
  for (auto& c : text)
    if (c == '/') c = '.';
  return text;
}

/// "4m30s": whole seconds are exact enough.
std::string to_the_second(Duration duration) {
  return format_duration(std::chrono::ceil<std::chrono::seconds>(duration));
}

}  // namespace

std::string in_quotes(const std::string& name) {
  return "'" + name + "'";
}

std::string_view sentence(Action action) {
  switch (action) {
    case Action::no_op:
      return "stays as it is";
    case Action::create:
      return "will be created";
    case Action::update:
      return "will be updated in place";
    case Action::remove:
      return "will be deleted";
    case Action::replace:
      return "must be replaced (deleted, then created)";
    case Action::replace_create_first:
      return "must be replaced (created, then the old one deleted)";
    case Action::adopt:
      return "will be adopted";
    case Action::forget:
      return "will be forgotten";
    case Action::hibernate:
      return "will be hibernated";
    case Action::restore:
      return "will be restored";
  }
  return {};
}

std::string field_line(const FieldChange& field) {
  const bool gone = field.after.is_null() && !field.after_unknown;
  std::string text = field.before.is_null() ? "+ " : gone ? "- " : "~ ";
  text += shown_path(field.path) + ": ";
  if (!field.before.is_null()) text += shown(field, field.before) + " -> ";
  text += field.after_unknown ? "(known after apply)" : shown(field, field.after);
  if (field.drift) text += "  # undoes a change made outside muster";
  if (field.forces_replacement) text += "  # forces replacement";
  return text;
}

std::string field_line(const Leaf& leaf) {
  const FieldChange field{.path = leaf.path, .sensitive = leaf.sensitive};
  return shown_path(field.path) + ": " + shown(field, leaf.value);
}

std::string summary(const Plan& plan) {
  const PlanCounts counts = count(plan);
  std::string text = "Plan: " + std::to_string(counts.add) + " to add, " +
                     std::to_string(counts.change) + " to change, " +
                     std::to_string(counts.destroy) + " to destroy";
  if (counts.adopt > 0) text += ", " + std::to_string(counts.adopt) + " to adopt";
  if (counts.forget > 0) text += ", " + std::to_string(counts.forget) + " to forget";
  return text + ".";
}

std::string summary(const Drift& drift) {
  if (drift.owned == 0) return "No drift: muster owns nothing here.";
  const std::string of =
      std::to_string(drift.owned) + (drift.owned == 1 ? " resource" : " resources");
  const std::string count = std::to_string(drift.changes.size());
  if (drift.changes.empty()) return "No drift: " + of + " as applied.";
  return "Drift: " + count + " of " + of + " not as applied.";
}

std::string no_changes(const Plan& plan) {
  return plan.drift.empty() && plan.notes.empty()
             ? "No changes. The account is as the manifests say."
             : "No changes.";
}

std::string effort(const Plan& plan) {
  return std::to_string(plan.calls) + (plan.calls == 1 ? " API call" : " API calls") + ", about " +
         to_the_second(plan.expected) + ".";
}

std::string critical_path(const Plan& plan) {
  constexpr std::size_t named_max = 6;
  const auto& path = plan.critical_path;
  const auto name = [&](std::size_t step) {
    return to_string(plan.steps[step].resource) + " " + describe(plan.steps[step]);
  };
  std::string text;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path.size() > named_max && i == named_max / 2) {
      i = path.size() - named_max / 2;
      text += " -> ... (" + std::to_string(path.size() - named_max) + " more)";
    }
    text += (i == 0 ? "" : " -> ") + name(path[i]);
  }
  return text;
}

std::vector<std::string> closing_lines(const Plan& plan) {
  std::vector<std::string> lines;
  if (!plan.override_reason.empty())
    lines.push_back("Override: a Budget that this plan breaks does not count this time: " +
                    plan.override_reason);
  for (auto& line : cost_lines(plan)) lines.push_back(std::move(line));
  for (auto& line : stock_lines(plan)) lines.push_back(std::move(line));
  if (!plan.empty()) lines.push_back(effort(plan));
  if (plan.critical_path.size() > 1) lines.push_back("Longest chain: " + critical_path(plan) + ".");
  for (const auto& note : plan.notes) lines.push_back("Note: " + note);
  return lines;
}

}  // namespace muster
