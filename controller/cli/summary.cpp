#include "controller/cli/summary.hpp"

#include "controller/cli/phrases.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace muster::cli {
namespace {

/// A resource counts once all of its steps are done.
PlanCounts done_counts(const Plan& plan, const Report& report) {
  Plan done;
  for (const auto& change : plan.changes)
    if (std::ranges::all_of(change.steps, [&](std::size_t step) {
          return report.steps[step].status == StepStatus::done;
        }))
      done.changes.push_back(change);
  return count(done);
}

std::string counts_line(const PlanCounts& counts) {
  auto text = std::to_string(counts.add) + " added, " + std::to_string(counts.change) +
              " changed, " + std::to_string(counts.destroy) + " destroyed";
  if (counts.adopt > 0) text += ", " + std::to_string(counts.adopt) + " adopted";
  if (counts.forget > 0) text += ", " + std::to_string(counts.forget) + " forgotten";
  return text;
}

bool has_trouble(const StepReport& step) {
  return step.status == StepStatus::failed || step.status == StepStatus::stalled;
}

std::string cause_of(const StepReport& step) {
  return step.error ? step.error->text() : std::string(to_string(step.status));
}

/// Many steps may fail for one cause, which is said once.
std::string troubles(const Plan& plan, const Report& report) {
  constexpr std::size_t named_max = 3;
  std::vector<std::pair<std::string, std::vector<std::string>>> causes;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    if (!has_trouble(report.steps[i])) continue;
    const auto cause = cause_of(report.steps[i]);
    auto known = std::ranges::find(causes, cause, &decltype(causes)::value_type::first);
    if (known == causes.end()) known = causes.insert(causes.end(), {cause, {}});
    known->second.push_back(to_string(plan.steps[i].resource) + ": " + describe(plan.steps[i]));
  }
  std::string text;
  for (const auto& [cause, steps] : causes) {
    for (std::size_t i = 0; i < std::min(steps.size(), named_max); ++i)
      text += (i == 0 ? "  " : ", ") + steps[i];
    if (steps.size() > named_max)
      text += " and " + std::to_string(steps.size() - named_max) + " more";
    text += ": " + cause + "\n";
  }
  return text;
}

std::string headline(const Report& report, const std::string& verb) {
  if (report.interrupted) return "Interrupted: ";
  return (verb == "destroy" ? "Destroy " : "Apply ") +
         std::string(report.succeeded() ? "complete: " : "incomplete: ");
}

}  // namespace

std::string summary(const Plan& plan, const Report& report, const std::string& verb) {
  const auto counts = report.counts();
  std::string text = "\n" + headline(report, verb) + counts_line(done_counts(plan, report)) +
                     " in " + clock_face(report.took) + ".\n";
  if (report.succeeded()) return text;
  const auto left = counts.skipped + counts.not_started + counts.interrupted;
  text += std::to_string(counts.done) + " of " + std::to_string(plan.steps.size()) +
          " steps done, " + std::to_string(counts.failed + counts.stalled) + " failed, " +
          std::to_string(left) + " not performed.\n";
  if (const auto list = troubles(plan, report); !list.empty()) text += "\nWhat failed:\n" + list;
  if (report.stopped_by) text += "\nStopped: " + report.stopped_by->text() + "\n";
  return text + "\nThe ledger is consistent. To go on where this stopped:\n  muster " + verb + "\n";
}

std::string summary_json(const Plan& plan, const Report& report) {
  const auto counts = done_counts(plan, report);
  nlohmann::ordered_json line = {
      {"type", "summary"},        {"succeeded", report.succeeded()},
      {"add", counts.add},        {"change", counts.change},
      {"remove", counts.destroy}, {"adopt", counts.adopt},
      {"forget", counts.forget},  {"failed", report.counts().failed + report.counts().stalled},
      {"plan_hash", plan.hash}};
  return line.dump() + "\n";
}

}  // namespace muster::cli
