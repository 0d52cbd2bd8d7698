#include "model/resource.hpp"

#include <algorithm>

namespace muster {

Position Resource::position_of(std::string_view pointer) const {
  while (!pointer.empty()) {
    if (const auto* field = field_positions.find(pointer))
      return {position.file, field->line, field->column};
    pointer = pointer.substr(0, std::min(pointer.rfind('/'), pointer.size() - 1));
  }
  return position;
}

std::string create_first_problem(const Spec& spec) {
  if (const auto* machine = std::get_if<VirtualMachineSpec>(&spec))
    return machine->boot.volume
               ? "the old and the new machine cannot boot from one volume at the same time"
               : "";
  if (std::holds_alternative<VolumeSpec>(spec)) return "a new volume is empty in either order";
  if (std::holds_alternative<SshKeySpec>(spec))
    return "a key is not in use by machines that exist, so nothing is gained";
  if (std::holds_alternative<StartupScriptSpec>(spec))
    return "a script is never replaced: its text changes in place";
  if (std::holds_alternative<SnapshotSpec>(spec))
    return "its name is taken as long as the old one is there; to keep the old snapshot, write the "
           "new one under another name";
  if (std::holds_alternative<CustomImageSpec>(spec)) return "a snapshot has at most one image";
  return {};
}

const Resource* DesiredState::find(const ResourceKey& key) const {
  const auto found = std::ranges::lower_bound(resources, key, {}, &Resource::key);
  return found != resources.end() && found->key == key ? &*found : nullptr;
}

}  // namespace muster
