#pragma once

#include "controller/execute/report.hpp"
#include "diff/plan.hpp"

#include <string>
#include <vector>

namespace muster {

/// What became of one resource when a plan was carried out.
struct ResourceOutcome {
  enum class Verdict {
    done,       // every step of it
    unstarted,  // the run was stopped before
    waiting,    // something it needs failed
    stalled,    // accepted, and not seen in time
    failed,
  };

  ResourceKey key;
  Verdict verdict = Verdict::done;
  std::string reason;    // one word for conditions: "Applied", "DependencyFailed"
  std::string message;   // a sentence; of the worst step
  bool changed = false;  // some step of it was done
};
using Verdict = ResourceOutcome::Verdict;

/// One entry a resource that has steps, sorted by key; of several steps the worst counts. Pure.
std::vector<ResourceOutcome> outcomes_of(const Plan& plan, const Report& report);

}  // namespace muster
