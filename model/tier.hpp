#pragma once

#include "model/enum_names.hpp"

namespace muster {

/// Barrack is two clouds behind one API; the tier decides which features exist (documented).
enum class Tier { legacy, advanced };

template <>
inline constexpr auto enum_names<Tier> = std::to_array<std::pair<Tier, std::string_view>>(
    {{Tier::legacy, "legacy"}, {Tier::advanced, "advanced"}});

}  // namespace muster
