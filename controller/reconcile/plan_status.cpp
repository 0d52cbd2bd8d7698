#include "controller/reconcile/plan_status.hpp"

#include "diff/plan_words.hpp"
#include "diff/render.hpp"

namespace muster {
namespace {

constexpr std::size_t text_bytes_max = std::size_t{64} << 10U;

}  // namespace

PlanStatus plan_status(const Plan& plan, PlanPhase phase, std::vector<std::string> held_by) {
  PlanStatus status{.hash = plan.hash,
                    .at = plan.observed_at,
                    .phase = phase,
                    .held_by = std::move(held_by),
                    .summary = summary(plan),
                    .text = render_text(plan, {})};
  if (status.text.size() > text_bytes_max) {
    status.text.resize(status.text.rfind('\n', text_bytes_max) + 1);
    status.text += "... (cut short; `muster plan` shows all of it)\n";
  }
  return status;
}

std::string change_summary(const ResourceChange& change) {
  std::string text(to_string(change.action));
  if (change.action == Action::update)
    for (const auto& field : change.fields) text += " " + field.path;
  if (!change.reason.empty()) text += ": " + change.reason;
  return text;
}

}  // namespace muster
