#include "controller/cli/commands/commands.hpp"
#include "controller/cli/direct_run.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct CloneFlags {
  DirectFlags direct;
  std::string name;
  std::string new_name;
};

Task<Result<Operation>> clone(const CloneFlags& flags, const InventoryItem& item) {
  co_return Operation(CloneVolume{flags.new_name, target_of(Kind::volume, item)});
}

int run_clone(const CommonOptions& common, const CloneFlags& flags) {
  const auto operation = [&flags](api::Client&, const InventoryItem& item, LiveState&,
                                  const RecordedState&) { return clone(flags, item); };
  return run_direct(
      common, flags.direct,
      {.kind = Kind::volume, .name = flags.name, .also_look_at = {}, .operation = operation});
}

}  // namespace

void add_volume(Verbs& verbs) {
  const auto flags = std::make_shared<CloneFlags>();
  auto& group = verbs.add_group("volume", "Clone a volume by hand");
  auto& verb =
      add_direct_verb(verbs, group, "clone", "Make a new volume with what is on another one",
                      "muster volume clone datasets datasets-copy", flags->direct,
                      [flags](const CommonOptions& common) { return run_clone(common, *flags); });
  verb.add_option("NAME", flags->name, "Name or id of the volume")->required();
  verb.add_option("NEWNAME", flags->new_name, "Name of the new one")->required();
}

}  // namespace muster::cli
