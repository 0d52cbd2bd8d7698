#include "model/resource.hpp"

#include <algorithm>

namespace muster {

const Position& Resource::position_of(std::string_view pointer) const {
  while (!pointer.empty()) {
    for (const auto& [path, place] : field_positions)
      if (path == pointer) return place;
    pointer = pointer.substr(0, std::min(pointer.rfind('/'), pointer.size() - 1));
  }
  return position;
}

const Resource* DesiredState::find(const ResourceKey& key) const {
  const auto found = std::ranges::lower_bound(resources, key, {}, &Resource::key);
  return found != resources.end() && found->key == key ? &*found : nullptr;
}

}  // namespace muster
