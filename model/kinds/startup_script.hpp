#pragma once

#include "model/field.hpp"
#include "model/text.hpp"

namespace muster {

/// The only thing besides volume growth that the API updates in place (documented by its absence
/// elsewhere).
struct StartupScriptSpec {
  SourcedText content;
  bool operator==(const StartupScriptSpec&) const = default;
};
template <>
inline constexpr auto fields<StartupScriptSpec> = std::tuple{
    field(&StartupScriptSpec::content, "content", Change::in_place,
          "What a machine of the advanced tier runs at its first boot. A change never reaches "
          "machines that "
          "exist.",
          required, sensitive, at_least(1), at_most(65'536)),
};

}  // namespace muster
