#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/daemon_client.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/kind_words.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct SuspendFlags {
  std::string what;
  std::string lasting;
  std::string reason;
};

/// As the daemon has it: "Volume/data" of "volume/data"; "project" is all of it.
Result<std::string> resource_name(const std::string& what) {
  if (what == "project") return what;
  // Schedules are kinds that plans do not act on, but that can be suspended.
  const auto slash = what.find('/');
  const auto kind = parse_enum<Kind>(std::string_view(what).substr(0, slash));
  if (slash != std::string::npos && kind && *kind != Kind::project) return what;
  MUSTER_TRY(const auto key, parse_resource(what));
  return to_string(key);
}

std::string spoken(const std::string& resource) {
  return resource == "project" ? "The whole project" : resource;
}

int run_suspend(const CommonOptions& common, const SuspendFlags& flags) {
  const auto resource = resource_name(flags.what);
  if (!resource) return give_up(resource.error());
  Value::Map body = {{"resource", *resource}, {"reason", flags.reason}};
  if (!flags.lasting.empty()) body.emplace_back("for", flags.lasting);
  const auto answer = ask_daemon(common, "suspend", std::move(body));
  if (!answer) return give_up(answer.error());
  const auto* until = answer->find("until");
  const auto* instant = until != nullptr ? until->get_if<std::string>() : nullptr;
  if (!common.quiet)
    print(spoken(*resource) + " is suspended until " +
          (instant != nullptr ? *instant : "`muster resume " + *resource + "`") +
          ": muster keeps its hands off.\n");
  return exit_ok;
}

int run_resume(const CommonOptions& common, const SuspendFlags& flags) {
  const auto resource = resource_name(flags.what);
  if (!resource) return give_up(resource.error());
  const auto answer = ask_daemon(common, "resume", Value::Map{{"resource", *resource}});
  if (!answer) return give_up(answer.error());
  if (!common.quiet) print(spoken(*resource) + " is looked after again.\n");
  return exit_ok;
}

}  // namespace

void add_suspend(Verbs& verbs) {
  const auto flags = std::make_shared<SuspendFlags>();
  auto& suspend = verbs.add(
      "suspend", "Have the daemon keep its hands off a resource, or off the whole project",
      "muster suspend volume/datasets --for 2h --reason \"moving the data by hand\"",
      [flags](const CommonOptions& common) { return run_suspend(common, *flags); });
  suspend.add_option("WHAT", flags->what, "KIND/NAME, or project")->required();
  suspend.add_option("--for", flags->lasting, "How long; until `muster resume` without it")
      ->type_name("DURATION");
  suspend.add_option("--reason", flags->reason, "Shown to whoever wonders that nothing happens")
      ->type_name("TEXT")
      ->required();
  auto& resume =
      verbs.add("resume", "End a suspension before its time", "muster resume volume/datasets",
                [flags](const CommonOptions& common) { return run_resume(common, *flags); });
  resume.add_option("WHAT", flags->what, "KIND/NAME, or project")->required();
}

}  // namespace muster::cli
