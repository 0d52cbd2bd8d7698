#include "controller/cli/commands/commands.hpp"
#include "controller/cli/direct_run.hpp"
#include "controller/cli/pick.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct ScriptFlags {
  DirectFlags direct;
  std::vector<std::string> names;
};

/// One call for them all. What is managed goes by itself, so that the ledger knows of it.
Result<Operation> delete_all(const std::vector<std::string>& names, const LiveState& live,
                             const RecordedState& recorded) {
  if (names.size() == 1) return Operation(DeleteScript{});
  const auto known = inventory(Kind::startup_script, live, recorded);
  DeleteScripts all;
  for (const auto& name : names) {
    MUSTER_TRY(const auto script, pick(known, Kind::startup_script, name));
    if (script.managed_by)
      return fail(Errc::conflict, to_string(*script.managed_by) +
                                      " is managed: delete it by itself, so that the ledger knows "
                                      "of it, or remove its manifest and apply");
    all.scripts.push_back({{Kind::startup_script, script.name, true}, script.id});
  }
  return Operation(std::move(all));
}

Task<Result<Operation>> plan_deletion(const std::vector<std::string>& names, const LiveState& live,
                                      const RecordedState& recorded) {
  co_return delete_all(names, live, recorded);
}

int run_delete(const CommonOptions& common, const ScriptFlags& flags) {
  auto names = flags.names;
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  const auto operation = [&names](api::Client&, const InventoryItem&, LiveState& live,
                                  const RecordedState& recorded) {
    return plan_deletion(names, live, recorded);
  };
  return run_direct(common, flags.direct,
                    {.kind = Kind::startup_script,
                     .name = names.front(),
                     .also_look_at = {},
                     .operation = operation});
}

}  // namespace

void add_script(Verbs& verbs) {
  const auto flags = std::make_shared<ScriptFlags>();
  auto& group = verbs.add_group("script", "Delete startup scripts by hand");
  auto& verb =
      add_direct_verb(verbs, group, "delete", "Delete startup scripts, several of them in one call",
                      "muster script delete setup old-setup", flags->direct,
                      [flags](const CommonOptions& common) { return run_delete(common, *flags); });
  verb.add_option("NAME", flags->names, "Names or ids of the scripts")->required();
}

}  // namespace muster::cli
