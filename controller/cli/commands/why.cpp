#include "controller/cli/commands/commands.hpp"
#include "controller/cli/console.hpp"
#include "controller/cli/document.hpp"
#include "controller/cli/exit_code.hpp"
#include "controller/cli/history_words.hpp"
#include "controller/cli/kind_words.hpp"
#include "controller/cli/record.hpp"
#include "controller/cli/workspace.hpp"
#include "controller/ledger/history.hpp"

#include <memory>
#include <set>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

/// What the manifests want, if they can be read.
struct Wanted {
  bool readable = false;
  DesiredState desired;
};

Wanted read_wanted(const CommonOptions& common) {
  auto workspace = open_workspace(common);
  if (!workspace) return {};
  return {!has_errors(workspace->loaded.diagnostics), std::move(workspace->loaded.desired)};
}

Whereabouts whereabouts_of(const ResourceKey& key, const Wanted& wanted) {
  const Resource* manifest = wanted.desired.find(key);
  if (manifest == nullptr) return {.readable = wanted.readable};
  return {.readable = true, .position = manifest->position};
}

std::string unknown(const ResourceKey& key, const LedgerContents& contents, const Wanted& wanted) {
  std::set<ResourceKey> keys;
  for (const auto& resource : wanted.desired.resources) keys.insert(resource.key);
  for (const auto& entry : contents.entries) keys.insert(entry.key);
  const std::vector<ResourceKey> known(keys.begin(), keys.end());
  return "neither the manifests nor the ledger know " + to_string(key) + did_you_mean(key, known);
}

int run_why(const CommonOptions& common, const std::string& resource) {
  const auto key = parse_resource(resource);
  if (!key) return give_up(key.error());
  const auto project = open_project(common);
  if (!project) return give_up(project.error());
  Machine machine;
  auto read = machine.loop.run(read_ledger(machine, project->ledger_file()));
  if (!read) return give_up(read.error());
  const auto contents = std::move(*read).value_or(LedgerContents{});
  const auto origin = origin_of(*key, contents.entries, contents.state);
  const auto wanted = read_wanted(common);
  const auto where = whereabouts_of(*key, wanted);
  if (!origin.is_known() && where.position.line == 0)
    return give_up(Error(Errc::not_found, unknown(*key, contents, wanted)));
  print(common.format == Format::json ? json_document(origin_value(*key, origin, where))
                                      : origin_text(*key, origin, where, output_width()));
  return exit_ok;
}

}  // namespace

void add_why(Verbs& verbs) {
  const auto resource = std::make_shared<std::string>();
  auto& verb = verbs.add(
      "why", "What made a resource what it is: plans, changes, what it needs and what needs it",
      "muster why vm/trainer",
      [resource](const CommonOptions& common) { return run_why(common, *resource); });
  verbs.with_environment(verb);
  verbs.with_format(verb, {"text", "json"});
  verb.add_option("RESOURCE", *resource, "KIND/NAME")->required();
}

}  // namespace muster::cli
