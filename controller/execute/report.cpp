#include "controller/execute/report.hpp"

#include "controller/execute/events.hpp"
#include "model/assert.hpp"

#include <algorithm>

namespace muster {
namespace {

bool all_failed_with(const Report& report, Errc code) {
  return std::ranges::all_of(report.steps, [&](const StepReport& step) {
    const bool ended_badly =
        step.status == StepStatus::failed || step.status == StepStatus::stalled;
    return !ended_badly || (step.error && step.error->code() == code);
  });
}

}  // namespace

std::string_view to_string(Event::Type type) {
  switch (type) {
    case Event::Type::run_started:
      return "run_started";
    case Event::Type::step_started:
      return "step_started";
    case Event::Type::call_sent:
      return "call_sent";
    case Event::Type::waiting:
      return "waiting";
    case Event::Type::step_done:
      return "step_done";
    case Event::Type::step_failed:
      return "step_failed";
    case Event::Type::step_interrupted:
      return "step_interrupted";
    case Event::Type::step_skipped:
      return "step_skipped";
    case Event::Type::notice:
      return "notice";
    case Event::Type::run_finished:
      return "run_finished";
  }
  MUSTER_ASSERT(false, "unknown event");
}

std::string_view to_string(StepStatus status) {
  switch (status) {
    case StepStatus::not_started:
      return "not_started";
    case StepStatus::done:
      return "done";
    case StepStatus::failed:
      return "failed";
    case StepStatus::stalled:
      return "stalled";
    case StepStatus::skipped:
      return "skipped";
    case StepStatus::interrupted:
      return "interrupted";
  }
  MUSTER_ASSERT(false, "unknown status");
}

ReportCounts Report::counts() const {
  ReportCounts counts;
  for (const auto& step : steps) {
    switch (step.status) {
      case StepStatus::not_started:
        ++counts.not_started;
        break;
      case StepStatus::done:
        ++counts.done;
        break;
      case StepStatus::failed:
        ++counts.failed;
        break;
      case StepStatus::stalled:
        ++counts.stalled;
        break;
      case StepStatus::skipped:
        ++counts.skipped;
        break;
      case StepStatus::interrupted:
        ++counts.interrupted;
        break;
    }
  }
  return counts;
}

bool Report::succeeded() const {
  return counts().done == steps.size();
}

RunClass classify(const Report& report) {
  if (report.succeeded()) return RunClass::ok;
  if (report.interrupted) return RunClass::interrupted;
  const ReportCounts counts = report.counts();
  if (report.stopped_by) {
    switch (report.stopped_by->code()) {
      case Errc::unauthorized:
      case Errc::forbidden:
        return RunClass::authentication;
      case Errc::locked:
        return RunClass::locked;
      case Errc::io:
      case Errc::corrupt:
        return RunClass::error;
      default:
        return counts.done > 0 ? RunClass::partial : RunClass::error;
    }
  }
  if (counts.failed == 0 && counts.stalled > 0) return RunClass::deadline;
  if (counts.failed == 0) return RunClass::partial;
  if (all_failed_with(report, Errc::no_capacity)) return RunClass::no_capacity;
  if (counts.done == 0 && all_failed_with(report, Errc::stale)) return RunClass::stale;
  return RunClass::partial;
}

}  // namespace muster
