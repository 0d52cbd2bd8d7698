#include "controller/reconcile/outcome.hpp"

#include <map>

namespace muster {
namespace {

Verdict verdict_of(StepStatus status) {
  switch (status) {
    case StepStatus::done:
      return Verdict::done;
    case StepStatus::not_started:
    case StepStatus::interrupted:
      return Verdict::unstarted;
    case StepStatus::skipped:
      return Verdict::waiting;
    case StepStatus::stalled:
      return Verdict::stalled;
    case StepStatus::failed:
      return Verdict::failed;
  }
  return Verdict::failed;
}

std::string_view word_of(Verdict verdict, Errc code) {
  switch (verdict) {
    case Verdict::done:
      return "Applied";
    case Verdict::unstarted:
      return "Interrupted";
    case Verdict::waiting:
      return "DependencyFailed";
    case Verdict::stalled:
      return "DeadlineExceeded";
    case Verdict::failed:
      return code == Errc::no_capacity ? "NoCapacity" : "Failed";
  }
  return "Failed";
}

}  // namespace

std::vector<ResourceOutcome> outcomes_of(const Plan& plan, const Report& report) {
  std::map<ResourceKey, ResourceOutcome> by_key;
  for (std::size_t i = 0; i < plan.steps.size() && i < report.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    const StepReport& said = report.steps[i];
    auto& outcome = by_key[step.resource];
    outcome.key = step.resource;
    outcome.changed |= said.status == StepStatus::done;
    const Verdict verdict = verdict_of(said.status);
    if (verdict < outcome.verdict || (verdict == outcome.verdict && !outcome.reason.empty()))
      continue;
    outcome.verdict = verdict;
    outcome.reason = word_of(verdict, said.error ? said.error->code() : Errc::internal);
    outcome.message = describe(step) + (said.error ? ": " + said.error->text() : "");
  }
  std::vector<ResourceOutcome> outcomes;
  for (auto& [key, outcome] : by_key) outcomes.push_back(std::move(outcome));
  return outcomes;
}

}  // namespace muster
