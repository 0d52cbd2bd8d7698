#include "manifests/replicas.hpp"

#include "manifests/formats.hpp"
#include "manifests/limits.hpp"
#include "manifests/source_text.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace muster {
namespace {

/// How many machines the manifest stands for; nothing if it is not one with replicas.
std::optional<std::int64_t> replicas_of(const Resource& resource) {
  const auto* machine = std::get_if<VirtualMachineSpec>(&resource.spec);
  if (machine == nullptr || !machine->replicas) return std::nullopt;
  return std::clamp<std::int64_t>(*machine->replicas, 0, limits::resources_max);
}

/// Before anything is copied.
bool are_too_many(const std::vector<Resource>& resources, Diagnostics& diagnostics) {
  std::size_t total = resources.size();
  for (const auto& resource : resources) {
    total += static_cast<std::size_t>(replicas_of(resource).value_or(0));
    if (total <= limits::resources_max) continue;
    diagnostics.push_back(
        error_at(resource.position_of("/spec/replicas"), "the project has more than " +
                                                             std::to_string(limits::resources_max) +
                                                             " resources, replicas counted"));
    return true;
  }
  return false;
}

void check_longest_name(const Resource& resource, std::int64_t count, Diagnostics& diagnostics) {
  const std::string longest = resource.key.name + "-" + std::to_string(count - 1);
  if (count > 0 && format_problem(Format::resource_name, resource.key.name).empty() &&
      !format_problem(Format::resource_name, longest).empty())
    diagnostics.push_back(error_at(resource.position_of("/metadata/name"),
                                   "with replicas the name becomes " + in_quotes(longest) +
                                       ", which is longer than 50 characters"));
}

}  // namespace

ReplicaCounts expand_replicas(std::vector<Resource>& resources, Diagnostics& diagnostics) {
  ReplicaCounts counts;
  const bool too_many = are_too_many(resources, diagnostics);
  if (std::ranges::none_of(resources, [](const auto& one) { return replicas_of(one).has_value(); }))
    return counts;
  std::vector<Resource> expanded;
  expanded.reserve(resources.size());
  for (auto& resource : resources) {
    const auto count = replicas_of(resource);
    if (!count) {
      expanded.push_back(std::move(resource));
      continue;
    }
    counts[resource.key.name] = *count;
    check_longest_name(resource, *count, diagnostics);
    if (too_many) continue;
    std::get<VirtualMachineSpec>(resource.spec).replicas.reset();
    for (std::int64_t i = 0; i < *count; ++i) {
      Resource one = resource;
      one.key.name += "-" + std::to_string(i);
      expanded.push_back(std::move(one));
    }
  }
  resources = std::move(expanded);
  return counts;
}

}  // namespace muster
