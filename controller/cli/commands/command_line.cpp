#include "controller/cli/commands/command_line.hpp"

#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "model/result.hpp"
#include "model/suggest.hpp"

#include <cstdlib>
#include <sstream>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

/// In the order in which --help lists them.
constexpr void (*all_verbs[])(Verbs&) = {
    add_init,     add_validate, add_fmt,        add_graph,   add_schema,    add_plan,    add_show,
    add_apply,    add_diff,     add_get,        add_import,  add_describe,  add_history, add_why,
    add_balance,  add_pricing,  add_stock,      add_billing, add_waste,     add_vm,      add_volume,
    add_snapshot, add_schedule, add_simulate,   add_image,   add_script,    add_ai,      add_api,
    add_ledger,   add_lock,     add_status,     add_suspend, add_reconcile, add_approve, add_doctor,
    add_run,      add_sandbox,  add_completion, add_version,
};

void add_log_options(CLI::App& app, CommonOptions& common) {
  if (const char* level = std::getenv("MUSTER_LOG"); level != nullptr && *level != '\0')
    common.log_level = level;
  const std::vector<std::string> levels = {"debug", "info", "warning", "error"};
  app.add_option("--log-level", common.log_level,
                 "debug, info, warning or error; MUSTER_LOG does the same")
      ->check(CLI::IsMember(levels))
      ->capture_default_str();
  const std::map<std::string, LogFormat> formats = {{"text", LogFormat::text},
                                                    {"json", LogFormat::json}};
  app.add_option_function<std::string>(
         "--log-format",
         [&common, formats](const std::string& name) { common.log_format = formats.at(name); },
         "text or json, on standard error")
      ->check(CLI::IsMember(std::vector<std::string>{"text", "json"}));
}

void add_common_options(CLI::App& app, CommonOptions& common, bool& no_color) {
  if (const char* project = std::getenv("MUSTER_PROJECT"); project != nullptr && *project != '\0')
    common.project = project;
  app.add_option("-p,--project", common.project, "Folder with the manifests, or its muster.yaml")
      ->type_name("DIR|FILE")
      ->capture_default_str();
  app.add_flag("--no-color", no_color, "No colours; NO_COLOR does the same");
  app.add_flag("-q,--quiet", common.quiet, "Only results and errors");
  add_log_options(app, common);
}

/// "NAME=VALUE" pairs; the error is a usage error.
Result<std::map<std::string, std::string>> split_variables(const std::vector<std::string>& given) {
  std::map<std::string, std::string> variables;
  for (const auto& pair : given) {
    const auto sign = pair.find('=');
    if (sign == std::string::npos || sign == 0)
      return fail(Errc::invalid_input, "--var wants NAME=VALUE, not \"" + pair + "\"");
    variables[pair.substr(0, sign)] = pair.substr(sign + 1);
  }
  return variables;
}

std::string verbs_of(const CLI::App& group) {
  std::string names;
  for (const auto* verb : group.get_subcommands({}))
    names += (names.empty() ? "" : ", ") + verb->get_name();
  return names;
}

/// The verb whose help is of use, as far as the line names one.
std::string named_verb(const CLI::App& app) {
  std::string words = "muster";
  for (auto chosen = app.get_subcommands(); !chosen.empty();
       chosen = chosen.front()->get_subcommands())
    words += " " + chosen.front()->get_name();
  return words;
}

/// CLI11 only says that a verb is missing; a misspelt one deserves more.
std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  const auto unknown = app.remaining();
  const auto chosen = app.get_subcommands();
  const bool in_group = !chosen.empty() && chosen.front()->get_require_subcommand_min() > 0;
  const bool incomplete = unknown.empty() && error.get_name() == "RequiredError";
  if (incomplete && chosen.empty()) return "say what to do: name a verb";
  const bool nothing_chosen = in_group && chosen.front()->get_subcommands().empty();
  if (incomplete && nothing_chosen)
    return chosen.front()->get_name() + " wants one of " + verbs_of(*chosen.front());
  if ((!chosen.empty() && !in_group) || unknown.empty()) return error.what();
  if (unknown.front().starts_with("-")) return "there is no flag \"" + unknown.front() + "\"";
  const CLI::App& place = in_group ? *chosen.front() : app;
  std::vector<std::string> names;
  for (const auto* verb : place.get_subcommands({})) names.push_back(verb->get_name());
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto near = nearest(unknown.front(), known);
  return "there is no verb \"" + (in_group ? place.get_name() + " " : "") + unknown.front() + "\"" +
         (near ? "; did you mean " + *near + "?" : "");
}

int usage_error(const std::string& message, const std::string& verb) {
  print_error("muster: error: " + message + "\nTry: " + verb + " --help\n");
  return exit_usage;
}

}  // namespace

std::variant<CommandLine, int> parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  bool no_color = false;
  CLI::App app("Declarative infrastructure for GPU clouds: the account as your manifests say it.",
               "muster");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(
      "\nStart here:\n  muster sandbox            a cloud to try things on\n"
      "  muster VERB --help        what a verb does, with an example");
  add_common_options(app, line.common, no_color);
  Verbs verbs(app, line.common);
  for (const auto add : all_verbs) add(verbs);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    std::ostringstream text;
    app.exit(help, text, text);
    print(text.str());
    return exit_ok;
  } catch (const CLI::ParseError& error) {
    return usage_error(explain(app, error), named_verb(app));
  }
  auto variables = split_variables(verbs.variables());
  if (!variables) return usage_error(variables.error().text(), named_verb(app));
  line.common.variables = *std::move(variables);
  line.common.color = !no_color && colors_wanted();
  line.run = verbs.chosen();
  return line;
}

}  // namespace muster::cli
