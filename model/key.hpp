#pragma once

#include "model/enum_names.hpp"

#include <compare>
#include <cstddef>
#include <string>

namespace muster {

/// Every kind of manifest. The order is the order of plans and documents.
enum class Kind {
  project,
  ssh_key,
  startup_script,
  firewall,
  volume,
  virtual_machine,
  snapshot,
  custom_image,
  snapshot_schedule,
  power_schedule,
  budget,
};

template <>
inline constexpr auto enum_names<Kind> = std::to_array<std::pair<Kind, std::string_view>>({
    {Kind::project, "Project"},
    {Kind::ssh_key, "SSHKey"},
    {Kind::startup_script, "StartupScript"},
    {Kind::firewall, "Firewall"},
    {Kind::volume, "Volume"},
    {Kind::virtual_machine, "VirtualMachine"},
    {Kind::snapshot, "Snapshot"},
    {Kind::custom_image, "CustomImage"},
    {Kind::snapshot_schedule, "SnapshotSchedule"},
    {Kind::power_schedule, "PowerSchedule"},
    {Kind::budget, "Budget"},
});

/// Of things in the account (documented), and so of metadata.name.
inline constexpr std::size_t name_length_max = 50;

/// Identity of a managed thing within a project: what its manifest says.
struct ResourceKey {
  Kind kind = Kind::project;
  std::string name;
  auto operator<=>(const ResourceKey&) const = default;
};

/// "Volume/datasets", as in messages and on the command line.
inline std::string to_string(const ResourceKey& key) {
  return std::string(to_string(key.kind)) + "/" + key.name;
}

/// Identity of a thing in the account: an opaque string of Barrack's (documented form
/// "BRK-123456V").
struct RemoteId {
  std::string text;
  auto operator<=>(const RemoteId&) const = default;
};

}  // namespace muster
