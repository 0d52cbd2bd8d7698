#pragma once

#include "diff/draft.hpp"

#include <optional>
#include <string_view>

namespace muster {

/// The thing that a manifest refers to. A managed one that is replaced or created by the plan has
/// no id yet. Nothing if it cannot be told: then check_references has said why.
std::optional<Target> resolve(const Draft& draft, const AnyReference& reference);

template <Kind K>
AnyReference any(const Reference<K>& reference) {
  return {K, reference.name, reference.existing};
}

/// Every reference of every manifest names exactly one thing, of the right tier and region; no
/// volume is wanted in two places. Otherwise diagnostics, with "did you mean".
void check_references(Draft& draft);

}  // namespace muster
