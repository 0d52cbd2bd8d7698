#include "controller/cli/show_plan.hpp"

#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"

#include <utility>

namespace muster::cli {
namespace {

void append(Diagnostics& to, const Diagnostics& from) {
  to.insert(to.end(), from.begin(), from.end());
}

std::string comment(const Planned& planned, CommentFrame frame) {
  append(frame.problems, planned.diagnostics);
  if (has_errors(frame.problems)) return render_markdown(frame);
  append(frame.problems, planned.denials);
  append(frame.problems, planned.shortages);
  return render_markdown(planned.plan, frame);
}

void print_plan(const Planned& planned, const CommonOptions& common, CommentFrame frame) {
  if (common.format == Format::markdown) return print(comment(planned, std::move(frame)));
  if (has_errors(planned.diagnostics) || has_errors(frame.problems)) return;
  print(common.format == Format::json ? render_json(planned.plan)
                                      : render_text(planned.plan, {.color = common.color}));
}

}  // namespace

void show_plan(const Planned& planned, const CommonOptions& common, CommentFrame frame) {
  print_plan(planned, common, std::move(frame));
  print_diagnostics(planned.diagnostics);
  print_diagnostics(planned.denials);
  print_diagnostics(planned.shortages);
}

int exit_code_of_problems(const Planned& planned) {
  if (planned.denied || has_errors(planned.denials)) return exit_denied;
  return has_errors(planned.shortages) ? exit_no_capacity : exit_error;
}

}  // namespace muster::cli
