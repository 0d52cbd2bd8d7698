#include "controller/cli/verbs.hpp"

#include <utility>

#include <CLI/CLI.hpp>

namespace muster::cli {

CLI::App& Verbs::add(const std::string& name, const std::string& what, const std::string& example,
                     Run run) {
  return add_below(app_, name, what, example, std::move(run));
}

CLI::App& Verbs::add_below(CLI::App& parent, const std::string& name, const std::string& what,
                           const std::string& example, Run run) {
  auto* verb = parent.add_subcommand(name, what);
  verb->footer("\nExample:\n  " + example);
  verb->callback([this, run = std::move(run)] { chosen_ = run; });
  return *verb;
}

CLI::App& Verbs::add_group(const std::string& name, const std::string& what) {
  auto* group = app_.add_subcommand(name, what);
  group->require_subcommand(1);
  return *group;
}

void Verbs::with_environment(CLI::App& verb) {
  verb.add_option("-e,--environment", common_.environment,
                  "Which of Project.spec.environments gives the variables their values");
  verb.add_option("--var", variables_, "Value of a variable, as NAME=VALUE; may be repeated")
      ->type_name("NAME=VALUE")
      ->take_all();
}

void Verbs::with_account(CLI::App& verb) {
  verb.add_option("--endpoint", common_.endpoint,
                  "Address of the API; goes before MUSTER_ENDPOINT and Project.spec.api.endpoint");
}

void Verbs::with_format(CLI::App& verb, std::vector<std::string> names) {
  static const std::map<std::string, Format> formats = {
      {"text", Format::text},         {"json", Format::json}, {"yaml", Format::yaml},
      {"markdown", Format::markdown}, {"wide", Format::wide}, {"dot", Format::dot},
      {"mermaid", Format::mermaid},   {"csv", Format::csv}};
  std::string allowed;
  for (const auto& name : names) allowed += (allowed.empty() ? "" : "|") + name;
  verb.add_option_function<std::string>(
          "-o,--output", [this](const std::string& name) { common_.format = formats.at(name); },
          "How to print")
      ->type_name(allowed)
      ->check(CLI::IsMember(std::move(names)).name(""));
}

}  // namespace muster::cli
