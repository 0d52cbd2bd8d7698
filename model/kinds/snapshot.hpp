#pragma once

#include "model/field.hpp"
#include "model/reference.hpp"

#include <optional>
#include <string>

namespace muster {

/// Legacy tier only (documented). Contains the configuration and the boot disk (inferred).
struct SnapshotSpec {
  Reference<Kind::virtual_machine> virtual_machine;
  std::optional<std::string> description;
  std::optional<std::string> schedule;
  bool operator==(const SnapshotSpec&) const = default;
};
template <>
inline constexpr auto fields<SnapshotSpec> = std::tuple{
    field(&SnapshotSpec::virtual_machine, "virtualMachine", Change::replaces,
          "The machine it is taken of, which is shut off meanwhile.", required),
    field(&SnapshotSpec::description, "description", Change::replaces, "Shown in the account.",
          at_most(255)),
    field(&SnapshotSpec::schedule, "schedule", Change::ours,
          "The SnapshotSchedule whose retention decides how long it stays; set by muster on those "
          "that a schedule takes."),
};

}  // namespace muster
