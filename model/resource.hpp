#pragma once

#include "model/diagnostic.hpp"
#include "model/field_positions.hpp"
#include "model/key.hpp"
#include "model/kinds/budget.hpp"
#include "model/kinds/custom_image.hpp"
#include "model/kinds/firewall.hpp"
#include "model/kinds/lifecycle.hpp"
#include "model/kinds/power_schedule.hpp"
#include "model/kinds/project.hpp"
#include "model/kinds/selector.hpp"
#include "model/kinds/snapshot.hpp"
#include "model/kinds/snapshot_schedule.hpp"
#include "model/kinds/ssh_key.hpp"
#include "model/kinds/startup_script.hpp"
#include "model/kinds/virtual_machine.hpp"
#include "model/kinds/volume.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace muster {

/// What a manifest asks for, by kind. The alternatives stand in the order of Kind.
using Spec = std::variant<ProjectSpec, SshKeySpec, StartupScriptSpec, FirewallSpec, VolumeSpec,
                          VirtualMachineSpec, SnapshotSpec, CustomImageSpec, SnapshotScheduleSpec,
                          PowerScheduleSpec, BudgetSpec>;

inline Kind kind_of(const Spec& spec) {
  return static_cast<Kind>(spec.index());
}

/// Kinds that stand for things in the account.
constexpr bool is_managed(Kind kind) {
  switch (kind) {
    case Kind::ssh_key:
    case Kind::startup_script:
    case Kind::firewall:
    case Kind::volume:
    case Kind::virtual_machine:
    case Kind::snapshot:
    case Kind::custom_image:
      return true;
    default:
      return false;
  }
}

/// One thing as its manifest wants it: variables filled in, replicas expanded, defaults left out.
struct Resource {
  ResourceKey key;
  Labels labels;
  Lifecycle lifecycle;
  Timeouts timeouts;
  Spec spec;
  Position position;  // of the document
  FieldPositions field_positions;

  /// Where the field (a JSON pointer) stands, or the nearest enclosing one that is written down.
  Position position_of(std::string_view pointer) const;
};

/// Why what the spec asks for cannot be replaced createFirst, as the end of a sentence; empty if it
/// can.
std::string create_first_problem(const Spec& spec);

/// All that the manifests of a project want. Sorted by key; keys are unique.
struct DesiredState {
  std::vector<Resource> resources;

  const Resource* find(const ResourceKey& key) const;
};

}  // namespace muster
