#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/plan_store.hpp"
#include "controller/cli/show_plan.hpp"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

int run_show(const CommonOptions& common, const std::string& file) {
  auto saved = load_plan(file);
  if (!saved) {
    print_error(saved.error());
    return exit_code(saved.error().code());
  }
  show_plan({.plan = std::move(saved->plan)}, common,
            {.project = saved->project, .environment = saved->environment});
  if (common.format == Format::text && !common.quiet)
    print("\nMade for " + saved->endpoint + ". To perform exactly this: muster apply " + file +
          "\n");
  return exit_ok;
}

}  // namespace

void add_show(Verbs& verbs) {
  const auto file = std::make_shared<std::string>();
  auto& verb = verbs.add("show", "Show a saved plan again", "muster show plan.muster -o markdown",
                         [file](const CommonOptions& common) { return run_show(common, *file); });
  verb.add_option("PLANFILE", *file, "What `muster plan --out` saved")
      ->type_name("FILE")
      ->required();
  verbs.with_format(verb, {"text", "json", "markdown"});
}

}  // namespace muster::cli
