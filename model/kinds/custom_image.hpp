#pragma once

#include "model/field.hpp"
#include "model/reference.hpp"

namespace muster {

/// Made from a finished snapshot; goes when that snapshot is deleted (inferred).
struct CustomImageSpec {
  Reference<Kind::snapshot> snapshot;
  bool operator==(const CustomImageSpec&) const = default;
};
template <>
inline constexpr auto fields<CustomImageSpec> = std::tuple{
    field(&CustomImageSpec::snapshot, "snapshot", Change::replaces, "The snapshot it is made from.",
          required),
};

}  // namespace muster
