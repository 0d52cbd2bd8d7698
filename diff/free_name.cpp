#include "diff/free_name.hpp"

#include "model/key.hpp"

#include <algorithm>

namespace muster {
namespace {

bool is_taken(const Draft& draft, const ResourceKey& key, const std::string& name) {
  if (!draft.live.named(key.kind, name).empty()) return true;
  const auto of_other = draft.recorded.resources.find({key.kind, name});
  if (name != key.name && of_other != draft.recorded.resources.end()) return true;
  return std::ranges::any_of(draft.subjects, [&](const Subject& other) {
    if (other.key.kind != key.kind || other.key == key) return false;
    return other.key.name == name ||
           (other.recorded != nullptr && other.recorded->remote_name == name);
  });
}

}  // namespace

std::string free_name(Draft& draft, const Subject& subject) {
  const auto* machine = std::get_if<VirtualMachineSpec>(&subject.desired->spec);
  const char separator = machine != nullptr && machine->tier == Tier::advanced ? '-' : '.';
  std::string name = subject.key.name;
  for (std::size_t generation = 2; is_taken(draft, subject.key, name); ++generation)
    name = subject.key.name + separator + std::to_string(generation);
  if (name.size() <= name_length_max) return name;
  draft.error(subject, "/spec/lifecycle/replace",
              "replaced createFirst it would be called '" + name +
                  "' in the account for as long as it lives, which is longer than " +
                  std::to_string(name_length_max) + " characters",
              "use lifecycle.replace: allow, or a shorter name");
  return {};
}

}  // namespace muster
