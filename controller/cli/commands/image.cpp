#include "controller/cli/commands/commands.hpp"
#include "controller/cli/direct_run.hpp"

#include <memory>
#include <utility>

#include <CLI/CLI.hpp>

namespace muster::cli {
namespace {

struct ImageFlags {
  DirectFlags direct;
  std::string source;
  std::string name;
};

Task<Result<Operation>> make_image(const ImageFlags& flags, const InventoryItem& item) {
  co_return Operation(CreateImage{flags.name, target_of(Kind::snapshot, item)});
}

}  // namespace

void add_image(Verbs& verbs) {
  auto& group = verbs.add_group("image", "Create or delete one custom image by hand");
  const auto making = std::make_shared<ImageFlags>();
  const auto operation = [making](api::Client&, const InventoryItem& item, LiveState&,
                                  const RecordedState&) { return make_image(*making, item); };
  auto& create =
      add_direct_verb(verbs, group, "create", "Make an image from a snapshot, for machines to boot",
                      "muster image create before-upgrade base-image", making->direct,
                      [making, operation](const CommonOptions& common) {
                        return run_direct(common, making->direct,
                                          {.kind = Kind::snapshot,
                                           .name = making->source,
                                           .also_look_at = {Kind::custom_image},
                                           .operation = operation});
                      });
  create.add_option("SNAPSHOT", making->source, "Name or id of the snapshot")->required();
  create.add_option("NAME", making->name, "Name of the image")->required();
  const auto deleting = std::make_shared<ImageFlags>();
  auto& remove = add_direct_verb(verbs, group, "delete", "Delete an image; its snapshot stays",
                                 "muster image delete base-image", deleting->direct,
                                 [deleting](const CommonOptions& common) {
                                   return run_direct(common, deleting->direct,
                                                     {.kind = Kind::custom_image,
                                                      .name = deleting->source,
                                                      .also_look_at = {},
                                                      .operation = simply<DeleteImage>()});
                                 });
  remove.add_option("NAME", deleting->source, "Name or id of the image")->required();
}

}  // namespace muster::cli
