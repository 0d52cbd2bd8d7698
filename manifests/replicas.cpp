#include "manifests/replicas.hpp"

#include "manifests/formats.hpp"
#include "manifests/limits.hpp"
#include "manifests/source_text.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace muster {

ReplicaCounts expand_replicas(std::vector<Resource>& resources, Diagnostics& diagnostics) {
  ReplicaCounts counts;
  std::vector<Resource> expanded;
  expanded.reserve(resources.size());
  for (auto& resource : resources) {
    auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec);
    if (machine == nullptr || !machine->replicas) {
      expanded.push_back(std::move(resource));
      continue;
    }
    const std::int64_t count = std::max<std::int64_t>(*std::exchange(machine->replicas, {}), 0);
    const Position place = resource.position_of("/spec/replicas");
    if (expanded.size() + static_cast<std::size_t>(count) > limits::resources_max) {
      diagnostics.push_back(error_at(place, "the project has more than " +
                                                std::to_string(limits::resources_max) +
                                                " resources, replicas counted"));
      continue;
    }
    counts[resource.key.name] = count;
    const std::string longest = resource.key.name + "-" + std::to_string(count - 1);
    if (count > 0 && format_problem(Format::resource_name, resource.key.name).empty() &&
        !format_problem(Format::resource_name, longest).empty())
      diagnostics.push_back(error_at(resource.position_of("/metadata/name"),
                                     "with replicas the name becomes " + quoted(longest) +
                                         ", which is longer than 50 characters"));
    for (std::int64_t i = 0; i < count; ++i) {
      Resource one = resource;
      one.key.name += "-" + std::to_string(i);
      expanded.push_back(std::move(one));
    }
  }
  resources = std::move(expanded);
  return counts;
}

}  // namespace muster
