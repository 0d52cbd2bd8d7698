#pragma once

#include "model/field.hpp"
#include "model/units.hpp"

#include <optional>
#include <string>

namespace muster {

enum class VolumeType { ssd, hdd, nvme };
template <>
inline constexpr auto enum_names<VolumeType> =
    std::to_array<std::pair<VolumeType, std::string_view>>(
        {{VolumeType::ssd, "SSD"}, {VolumeType::hdd, "HDD"}, {VolumeType::nvme, "NVMe"}});

/// Which tier sells the type (documented).
constexpr Tier tier_of(VolumeType type) {
  return type == VolumeType::ssd ? Tier::legacy : Tier::advanced;
}

struct VolumeSpec {
  Tier tier = Tier::legacy;
  std::string region;
  VolumeType type = VolumeType::ssd;
  Gigabytes size;
  std::optional<std::string> description;
  bool operator==(const VolumeSpec&) const = default;
};
template <>
inline constexpr auto fields<VolumeSpec> = std::tuple{
    field(&VolumeSpec::tier, "tier", Change::replaces, "Which of Barrack's two clouds it lives in.",
          required),
    field(&VolumeSpec::region, "region", Change::replaces,
          "Where it lives; must be the region of the machine it is attached to.", required,
          at_least(1)),
    field(&VolumeSpec::type, "type", Change::replaces, "SSD on legacy; HDD or NVMe on advanced.",
          required),
    field(&VolumeSpec::size, "size", Change::grows_in_place,
          "Provisioned size, which is what is billed. Grows in place on the advanced tier; every "
          "other "
          "change of size needs a new volume.",
          required, at_least(100), at_most(1'048'576)),
    field(&VolumeSpec::description, "description", Change::replaces, "Shown in the account.",
          at_most(255)),
};

}  // namespace muster
