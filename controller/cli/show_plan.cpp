#include "controller/cli/show_plan.hpp"

#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "diff/render.hpp"

namespace muster::cli {
namespace {

std::string rendered(const Plan& plan, const CommonOptions& common) {
  switch (common.format) {
    case Format::json:
      return render_json(plan);
    case Format::markdown:
      return render_markdown(plan);
    default:
      return render_text(plan, {.color = common.color});
  }
}

}  // namespace

void show_plan(const Planned& planned, const CommonOptions& common) {
  if (!has_errors(planned.diagnostics)) print(rendered(planned.plan, common));
  print_diagnostics(planned.diagnostics);
  print_diagnostics(planned.denials);
  print_diagnostics(planned.shortages);
}

int exit_code_of_problems(const Planned& planned) {
  if (planned.denied || has_errors(planned.denials)) return exit_denied;
  return has_errors(planned.shortages) ? exit_no_capacity : exit_error;
}

}  // namespace muster::cli
