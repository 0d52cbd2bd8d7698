#pragma once

#include "diff/draft.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace muster {

/// Hardware and place of a machine, or of the machine that a copy was made from. What is not known
/// is empty.
struct Makeup {
  std::optional<Tier> tier;
  std::string region;
  GpuSpec gpu{.model = "", .count = 0};
};

/// Of a machine, a snapshot or an image, once the plan is carried out.
Makeup makeup_of(const Draft& draft, const AnyReference& reference);

/// What is made from a snapshot, an image or a machine can be made: the source is of use, it has
/// the hardware that the manifest says, and a snapshot has at most one image. Otherwise
/// diagnostics.
void check_origins(Draft& draft);

}  // namespace muster
