#include "controller/cli/options.hpp"

#include "controller/cli/console.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/sandbox_options.hpp"
#include "model/suggest.hpp"

#include <cstdlib>
#include <sstream>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct Parsed {
  CommandLine line;
  std::vector<std::string> variables;
  bool no_color = false;
  PlanCommandOptions plan;
  ApplyOptions apply;
  ApplyOptions destroy{.destroy = true};
  SandboxFlags sandbox;
};

void add_environment_options(CLI::App& verb, Parsed& parsed) {
  verb.add_option("-e,--environment", parsed.line.common.environment,
                  "Which of Project.spec.environments gives the variables their values");
  verb.add_option("--var", parsed.variables, "Value of a variable, as NAME=VALUE; may be repeated")
      ->type_name("NAME=VALUE")
      ->take_all();
}

void add_log_options(CLI::App& app, Parsed& parsed) {
  if (const char* level = std::getenv("MUSTER_LOG"); level != nullptr && *level != '\0')
    parsed.line.common.log_level = level;
  const std::vector<std::string> levels = {"debug", "info", "warning", "error"};
  app.add_option("--log-level", parsed.line.common.log_level,
                 "debug, info, warning or error; MUSTER_LOG does the same")
      ->check(CLI::IsMember(levels))
      ->capture_default_str();
  const std::map<std::string, LogFormat> formats = {{"text", LogFormat::text},
                                                    {"json", LogFormat::json}};
  app.add_option_function<std::string>(
         "--log-format",
         [&parsed, formats](const std::string& name) {
           parsed.line.common.log_format = formats.at(name);
         },
         "text or json, on standard error")
      ->check(CLI::IsMember(std::vector<std::string>{"text", "json"}));
}

void add_account_options(CLI::App& verb, Parsed& parsed) {
  verb.add_option("--endpoint", parsed.line.common.endpoint,
                  "Address of the API; goes before MUSTER_ENDPOINT and Project.spec.api.endpoint");
}

void add_format_option(CLI::App& verb, Parsed& parsed, std::vector<std::string> names) {
  const std::map<std::string, Format> formats = {
      {"text", Format::text}, {"json", Format::json}, {"markdown", Format::markdown}};
  std::string allowed;
  for (const auto& name : names) allowed += (allowed.empty() ? "" : "|") + name;
  verb.add_option_function<std::string>(
          "-o,--output",
          [&parsed, formats](const std::string& name) {
            parsed.line.common.format = formats.at(name);
          },
          "How to print")
      ->type_name(allowed)
      ->check(CLI::IsMember(std::move(names)).name(""));
}

template <class Options>
CLI::App* add_verb(CLI::App& app, Parsed& parsed, const std::string& name, const std::string& what,
                   const std::string& example, const Options& options) {
  auto* verb = app.add_subcommand(name, what);
  verb->footer("\nExample:\n  " + example);
  verb->callback([&parsed, &options] { parsed.line.verb = options; });
  return verb;
}

void add_verbs(CLI::App& app, Parsed& parsed) {
  static constexpr ValidateOptions validate_options;
  static constexpr SchemaOptions schema_options;
  static constexpr VersionOptions version_options;

  auto* validate =
      add_verb(app, parsed, "validate", "Check all manifests, without credentials and offline",
               "muster validate --project infra", validate_options);
  add_environment_options(*validate, parsed);

  add_verb(app, parsed, "schema", "Print the JSON Schema of all kinds, for editors",
           "muster schema > muster.schema.json", schema_options);

  auto* plan = add_verb(app, parsed, "plan", "Show what apply would do; changes nothing",
                        "muster plan --detailed-exitcode", parsed.plan);
  add_environment_options(*plan, parsed);
  add_account_options(*plan, parsed);
  add_format_option(*plan, parsed, {"text", "json", "markdown"});
  plan->add_flag("--detailed-exitcode", parsed.plan.detailed_exitcode,
                 "Exit 2 when there are changes");
  plan->add_flag("--adopt", parsed.plan.adopt,
                 "Plan to take over things of the same name that exist");
  plan->add_flag("--destroy", parsed.plan.destroy,
                 "Plan the deletion of everything that muster owns here");

  auto* apply = add_verb(app, parsed, "apply", "Show the plan, ask, and perform exactly that",
                         "muster apply --auto-approve", parsed.apply);
  apply->add_flag("--adopt", parsed.apply.adopt, "Take over things of the same name that exist");
  auto* destroy =
      add_verb(app, parsed, "destroy", "Delete everything that muster owns in this project",
               "muster destroy", parsed.destroy);
  for (auto* verb : {apply, destroy}) {
    auto& options = verb == apply ? parsed.apply : parsed.destroy;
    add_environment_options(*verb, parsed);
    add_account_options(*verb, parsed);
    add_format_option(*verb, parsed, {"text", "json"});
    verb->add_flag("--auto-approve", options.auto_approve, "Do not ask");
    verb->add_option("--parallelism", options.parallelism, "Steps under way at one time")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
  }

  auto* box = app.add_subcommand("sandbox",
                                 "A Barrack-compatible API server on loopback, to try things out");
  add_sandbox_options(*box, parsed.sandbox);

  add_verb(app, parsed, "version", "Print the version", "muster version", version_options);
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

/// CLI11 only says that a verb is missing; a misspelt one deserves more.
std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  const auto unknown = app.remaining();
  if (!app.get_subcommands().empty() || unknown.empty()) return error.what();
  if (unknown.front().starts_with("-")) return "there is no flag \"" + unknown.front() + "\"";
  std::vector<std::string> names;
  for (const auto* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto near = nearest(unknown.front(), known);
  return "there is no verb \"" + unknown.front() + "\"" +
         (near ? "; did you mean " + *near + "?" : "");
}

int usage_error(const std::string& message) {
  print_error("muster: error: " + message + "\nTry: muster --help\n");
  return exit_usage;
}

}  // namespace

std::variant<CommandLine, int> parse_command_line(int argc, const char* const* argv) {
  Parsed parsed;
  CLI::App app("Declarative infrastructure for GPU clouds: the account as your manifests say it.",
               "muster");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(
      "\nStart here:\n  muster sandbox            a cloud to try things on\n"
      "  muster VERB --help        what a verb does, with an example");
  if (const char* project = std::getenv("MUSTER_PROJECT"); project != nullptr && *project != '\0')
    parsed.line.common.project = project;
  app.add_option("-p,--project", parsed.line.common.project,
                 "Folder with the manifests, or its muster.yaml")
      ->capture_default_str();
  app.add_flag("--no-color", parsed.no_color, "No colours; NO_COLOR does the same");
  app.add_flag("-q,--quiet", parsed.line.common.quiet, "Only results and errors");
  add_log_options(app, parsed);
  add_verbs(app, parsed);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    std::ostringstream text;
    app.exit(help, text, text);
    print(text.str());
    return exit_ok;
  } catch (const CLI::ParseError& error) {
    return usage_error(explain(app, error));
  }
  auto variables = split_variables(parsed.variables);
  if (!variables) return usage_error(variables.error().text());
  parsed.line.common.variables = *std::move(variables);
  parsed.line.common.color = !parsed.no_color && colors_wanted();
  if (app.got_subcommand("sandbox")) {
    auto server = sandbox_options(parsed.sandbox);
    if (!server) return usage_error(server.error().text());
    parsed.line.verb = *std::move(server);
  }
  return std::move(parsed.line);
}

}  // namespace muster::cli
