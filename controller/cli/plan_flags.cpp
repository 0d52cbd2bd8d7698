#include "controller/cli/plan_flags.hpp"

#include "controller/cli/kind_words.hpp"

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

Result<std::vector<ResourceKey>> parse_keys(const std::vector<std::string>& texts) {
  std::vector<ResourceKey> keys;
  for (const auto& text : texts) {
    MUSTER_TRY(keys.emplace_back(), parse_resource(text));
  }
  return keys;
}

}  // namespace

void add_selection(CLI::App& verb, PlanFlags& flags) {
  verb.add_option("--target", flags.targets,
                  "Only this resource and what it depends on, as KIND/NAME; may be repeated")
      ->type_name("KIND/NAME")
      ->take_all();
  verb.add_option("--exclude", flags.excludes,
                  "Leave out this resource and what depends on it, as KIND/NAME; may be repeated")
      ->type_name("KIND/NAME")
      ->take_all();
  verb.add_option("--override-budget", flags.override_budget,
                  "Go ahead although a Budget forbids it, for this reason; the ledger remembers it")
      ->type_name("REASON");
  verb.add_flag("--accept-scarcity", flags.accept_scarcity,
                "Give up GPUs of which none is left, though they may not come back");
}

Result<PlanOptions> plan_options(const PlanFlags& flags) {
  PlanOptions options{
      .adopt = flags.adopt, .destroy = flags.destroy, .accept_scarcity = flags.accept_scarcity};
  if (flags.override_budget) {
    if (flags.override_budget->find_first_not_of(' ') == std::string::npos)
      return fail(Errc::invalid_input, "--override-budget wants a reason, for those who ask later");
    options.override_budget = *flags.override_budget;
  }
  MUSTER_TRY(options.targets, parse_keys(flags.targets));
  MUSTER_TRY(options.excludes, parse_keys(flags.excludes));
  return options;
}

}  // namespace muster::cli
