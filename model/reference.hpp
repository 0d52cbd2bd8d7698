#pragma once

#include "model/key.hpp"

#include <compare>
#include <string>

namespace muster {

/// By name to a manifest of that kind, or {existing: NAME} to a thing of the account that muster
/// does not manage.
template <Kind K>
struct Reference {
  static constexpr Kind kind = K;
  std::string name;
  bool existing = false;
  auto operator<=>(const Reference&) const = default;
};

/// The same where the kind is known only at run time.
struct AnyReference {
  Kind kind = Kind::project;
  std::string name;
  bool existing = false;
  auto operator<=>(const AnyReference&) const = default;
};

}  // namespace muster
