#include "model/selector.hpp"

#include <algorithm>

namespace muster {

bool selects(const VirtualMachineSelector& selector, const Resource& machine) {
  if (machine.key.kind != Kind::virtual_machine) return false;
  if (selector.match_labels.empty())
    return std::ranges::any_of(selector.names, [&](const auto& reference) {
      return !reference.existing && reference.name == machine.key.name;
    });
  return std::ranges::all_of(selector.match_labels, [&](const auto& label) {
    const auto found = machine.labels.find(label.first);
    return found != machine.labels.end() && found->second == label.second;
  });
}

}  // namespace muster
